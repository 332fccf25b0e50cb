metadata description = 'The storage of the Functions host: keys, timer leases and packages. It holds no customer data.'

@description('The region.')
param location string

@description('The globally unique name of the account.')
@minLength(3)
@maxLength(24)
param accountName string

@description('Object id of the app\'s identity.')
param appPrincipalId string

@description('Object id of the deployment workflow\'s identity.')
param deployerPrincipalId string

resource account 'Microsoft.Storage/storageAccounts@2024-01-01' = {
  name: accountName
  location: location
  kind: 'StorageV2'
  // Everything here can be created again, so one copy is enough.
  sku: { name: 'Standard_LRS' }
  properties: {
    allowSharedKeyAccess: false
    allowBlobPublicAccess: false
    defaultToOAuthAuthentication: true
    minimumTlsVersion: 'TLS1_2'
    supportsHttpsTrafficOnly: true
  }

  resource blobs 'blobServices' = {
    name: 'default'
    properties: {
      deleteRetentionPolicy: { enabled: true, days: 14 }
    }

    resource packages 'containers' = {
      name: 'packages'
    }

    resource releases 'containers' = {
      name: 'releases'
    }
  }
}

resource appOwnsBlobs 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(account.id, appPrincipalId, roleDefinitions('Storage Blob Data Owner').id)
  scope: account
  properties: {
    description: 'The Functions host stores keys and timer leases here and reads its package.'
    principalId: appPrincipalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: roleDefinitions('Storage Blob Data Owner').id
  }
}

resource deployerKeepsReleases 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(account::blobs::releases.id, deployerPrincipalId, roleDefinitions('Storage Blob Data Contributor').id)
  scope: account::blobs::releases
  properties: {
    description: 'deploy.yml stores every released package, for rollbacks.'
    principalId: deployerPrincipalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: roleDefinitions('Storage Blob Data Contributor').id
  }
}

@description('The name of the account, for the connection of the host.')
output accountName string = account.name

@description('The blob container of the deployed package.')
output packagesUri string = '${account.properties.primaryEndpoints.blob}${account::blobs::packages.name}'
