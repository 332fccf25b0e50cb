metadata description = 'What the Functions host keeps: keys, leases of its timers, the package it runs. No customer\'s data.'

@description('Where it is.')
param location string

@description('Name of the account; unique in the world.')
@minLength(3)
@maxLength(24)
param accountName string

@description('Object id of the app\'s identity.')
param appPrincipalId string

@description('Object id of the deploying workflow\'s identity.')
param deployerPrincipalId string

resource account 'Microsoft.Storage/storageAccounts@2024-01-01' = {
  name: accountName
  location: location
  kind: 'StorageV2'
  // All of it can be made again.
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
    description: 'The Functions host keeps keys and timer leases here and reads its package.'
    principalId: appPrincipalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: roleDefinitions('Storage Blob Data Owner').id
  }
}

resource deployerKeepsReleases 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(account::blobs::releases.id, deployerPrincipalId, roleDefinitions('Storage Blob Data Contributor').id)
  scope: account::blobs::releases
  properties: {
    description: 'deploy.yml keeps every released package, to roll back to.'
    principalId: deployerPrincipalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: roleDefinitions('Storage Blob Data Contributor').id
  }
}

@description('The account\'s name, for the host\'s connection.')
output accountName string = account.name

@description('The container that the app\'s package is deployed to.')
output packagesUri string = '${account.properties.primaryEndpoints.blob}${account::blobs::packages.name}'
