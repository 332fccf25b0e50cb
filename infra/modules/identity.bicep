metadata description = 'The identity of the app and the identity of the nightly copy. Neither has a password.'

@description('The region.')
param location string

@description('The name of the app\'s identity.')
param appIdentityName string

@description('The name of the identity of the nightly copy.')
param copyIdentityName string

@description('The GitHub repository, as owner/name, whose workflow copies the ledger.')
param repository string

@description('The GitHub environment of this workflow.')
param copyEnvironment string

resource app 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' = {
  name: appIdentityName
  location: location
}

resource copy 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' = {
  name: copyIdentityName
  location: location

  resource gitHub 'federatedIdentityCredentials' = {
    name: 'github'
    properties: {
      issuer: 'https://token.actions.githubusercontent.com'
      subject: 'repo:${repository}:environment:${copyEnvironment}'
      audiences: ['api://AzureADTokenExchange']
    }
  }
}

@description('The app\'s identity.')
output appIdentityId string = app.id

@description('The client id of the app\'s identity, which libraries need because an app can have several identities.')
output appClientId string = app.properties.clientId

@description('The object id of the app\'s identity, for role assignments.')
output appPrincipalId string = app.properties.principalId

@description('The object id of the identity of the nightly copy.')
output copyPrincipalId string = copy.properties.principalId

@description('The client id of the identity of the nightly copy, for the workflow.')
output copyClientId string = copy.properties.clientId
