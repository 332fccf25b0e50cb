metadata description = 'The tables of the ledger and their nightly copies, which the app cannot access.'

@description('The region.')
param location string

@description('The globally unique name of the account.')
@minLength(3)
@maxLength(24)
param accountName string

@description('The redundancy: one data center, three zones, or three zones and a second region.')
@allowed(['Standard_LRS', 'Standard_ZRS', 'Standard_GZRS'])
param redundancy string

@description('The number of days for which a copy cannot be changed or deleted.')
@minValue(1)
@maxValue(146000)
param copyDays int

@description('Object id of the app\'s identity.')
param appPrincipalId string

@description('Object id of the identity of the nightly copy.')
param copyPrincipalId string

resource account 'Microsoft.Storage/storageAccounts@2024-01-01' = {
  name: accountName
  location: location
  kind: 'StorageV2'
  sku: { name: redundancy }
  properties: {
    allowSharedKeyAccess: false
    allowBlobPublicAccess: false
    defaultToOAuthAuthentication: true
    minimumTlsVersion: 'TLS1_2'
    supportsHttpsTrafficOnly: true
    accessTier: 'Cool'
  }

  // The app creates its tables when it first writes to them.
  resource tables 'tableServices' = {
    name: 'default'
  }

  resource blobs 'blobServices' = {
    name: 'default'

    resource copies 'containers' = {
      name: 'ledger-copies'

      resource kept 'immutabilityPolicies' = {
        name: 'default'
        properties: {
          immutabilityPeriodSinceCreationInDays: copyDays
          allowProtectedAppendWrites: false
        }
      }
    }
  }

  resource aging 'managementPolicies' = {
    name: 'default'
    dependsOn: [blobs]
    properties: {
      policy: {
        rules: [
          {
            name: 'old-copies'
            type: 'Lifecycle'
            enabled: true
            definition: {
              filters: { blobTypes: ['blockBlob'], prefixMatch: ['ledger-copies/'] }
              actions: { baseBlob: { delete: { daysAfterCreationGreaterThan: copyDays + 1 } } }
            }
          }
        ]
      }
    }
  }
}

resource keep 'Microsoft.Authorization/locks@2020-05-01' = {
  name: 'ledger'
  scope: account
  properties: {
    level: 'CanNotDelete'
    notes: 'The ledger. Deleting the account needs the lock deleted first.'
  }
}

resource appWritesTables 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(account.id, appPrincipalId, roleDefinitions('Storage Table Data Contributor').id)
  scope: account
  properties: {
    description: 'AzureTablesRowStore creates tables and commits rows.'
    principalId: appPrincipalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: roleDefinitions('Storage Table Data Contributor').id
  }
}

resource copyReadsTables 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(account::tables.id, copyPrincipalId, roleDefinitions('Storage Table Data Reader').id)
  scope: account::tables
  properties: {
    description: 'backup.yml reads every row.'
    principalId: copyPrincipalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: roleDefinitions('Storage Table Data Reader').id
  }
}

resource copyWritesCopies 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(account::blobs::copies.id, copyPrincipalId, roleDefinitions('Storage Blob Data Contributor').id)
  scope: account::blobs::copies
  properties: {
    description: 'backup.yml adds copies; the immutability policy prevents it from changing them.'
    principalId: copyPrincipalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: roleDefinitions('Storage Blob Data Contributor').id
  }
}

@description('The name of the account.')
output accountName string = account.name

@description('The table service, for alerts.')
output tableServiceId string = account::tables.id

@description('The table endpoint of the ledger: the app setting Storage.')
output tableEndpoint string = account.properties.primaryEndpoints.table
