metadata description = 'Who the app is, and who copies the ledger. Neither has a password.'

@description('Where it is.')
param location string

@description('Name of the app\'s identity.')
param appIdentityName string

@description('Name of the identity that the nightly copy of the ledger runs as.')
param copyIdentityName string

@description('The GitHub repository whose workflow copies the ledger, as owner/name.')
param repository string

@description('The GitHub environment that this workflow runs in.')
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

@description('Its client id: libraries ask for it where an app may have several identities.')
output appClientId string = app.properties.clientId

@description('Its object id, for role assignments.')
output appPrincipalId string = app.properties.principalId

@description('Object id of the identity that copies the ledger.')
output copyPrincipalId string = copy.properties.principalId

@description('Its client id, for the workflow\'s sign-in.')
output copyClientId string = copy.properties.clientId
