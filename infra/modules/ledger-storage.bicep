metadata description = 'The ledger\'s tables, and the nightly copies of them, which the app can not touch.'

@description('Where it is.')
param location string

@description('Name of the account; unique in the world.')
@minLength(3)
@maxLength(24)
param accountName string

@description('How often each byte is stored: in one place, in three zones, or in three zones and another region.')
@allowed(['Standard_LRS', 'Standard_ZRS', 'Standard_GZRS'])
param redundancy string

@description('For how many days nobody can change or delete a copy.')
@minValue(1)
@maxValue(146000)
param copyDays int

@description('Object id of the app\'s identity.')
param appPrincipalId string

@description('Object id of the identity that copies the ledger.')
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

  // The app makes its tables when it first writes to them.
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
    description: 'AzureTablesRowStore makes tables and commits rows.'
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
    description: 'backup.yml adds a copy; the immutability policy keeps it from changing one.'
    principalId: copyPrincipalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: roleDefinitions('Storage Blob Data Contributor').id
  }
}

@description('The account\'s name.')
output accountName string = account.name

@description('Its table service, for alerts.')
output tableServiceId string = account::tables.id

@description('Where the ledger is: the app\'s setting Storage.')
output tableEndpoint string = account.properties.primaryEndpoints.table
