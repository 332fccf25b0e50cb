metadata description = 'The function app on Flex Consumption, with its settings.'

@description('Where it is.')
param location string

@description('Name of the plan.')
param planName string

@description('Name of the app; unique in the world.')
@minLength(2)
@maxLength(60)
param appName string

@description('The app\'s identity.')
param identityId string

@description('Its client id.')
param identityClientId string

@description('The container that the package is deployed to.')
param packagesUri string

@description('The most instances that run at once.')
@minValue(4)
@maxValue(40)
param maximumInstanceCount int

@description('Memory of an instance, in MB.')
@allowed([512, 2048, 4096])
param instanceMemoryMB int

@description('How many instances of the queue\'s function always run. 0: the first event after a pause waits for a start.')
@minValue(0)
@maxValue(2)
param alwaysReadyInstances int

@description('The app\'s settings.')
param settings { *: string }

resource plan 'Microsoft.Web/serverfarms@2024-04-01' = {
  name: planName
  location: location
  kind: 'functionapp'
  sku: { name: 'FC1', tier: 'FlexConsumption' }
  properties: { reserved: true }
}

resource app 'Microsoft.Web/sites@2024-04-01' = {
  name: appName
  location: location
  kind: 'functionapp,linux'
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: { '${identityId}': {} }
  }
  properties: {
    serverFarmId: plan.id
    httpsOnly: true
    clientAffinityEnabled: false
    siteConfig: {
      minTlsVersion: '1.2'
      http20Enabled: true
    }
    functionAppConfig: {
      deployment: {
        storage: {
          type: 'blobContainer'
          value: packagesUri
          authentication: { type: 'UserAssignedIdentity', userAssignedIdentityResourceId: identityId }
        }
      }
      runtime: { name: 'dotnet-isolated', version: '10.0' }
      scaleAndConcurrency: {
        maximumInstanceCount: maximumInstanceCount
        instanceMemoryMB: instanceMemoryMB
        alwaysReady: alwaysReadyInstances == 0
          ? []
          : [{ name: 'function:IngestUsage', instanceCount: alwaysReadyInstances }]
      }
    }
  }

  resource appSettings 'config' = {
    name: 'appsettings'
    properties: union(settings, {
      AZURE_CLIENT_ID: identityClientId
      AzureWebJobsDisableHomepage: 'true'
    })
  }

  // Who deploys signs in; there is no password for it.
  resource noFtp 'basicPublishingCredentialsPolicies' = {
    name: 'ftp'
    properties: { allow: false }
  }

  resource noPassword 'basicPublishingCredentialsPolicies' = {
    name: 'scm'
    properties: { allow: false }
  }
}

@description('The app\'s name.')
output appName string = app.name

@description('Its host name.')
output hostName string = app.properties.defaultHostName
