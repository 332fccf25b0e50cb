metadata description = 'The function app on Flex Consumption, with its settings.'

@description('The region.')
param location string

@description('The name of the plan.')
param planName string

@description('The globally unique name of the app.')
@minLength(2)
@maxLength(60)
param appName string

@description('The app\'s identity.')
param identityId string

@description('The client id of the identity.')
param identityClientId string

@description('The blob container of the deployed package.')
param packagesUri string

@description('The maximum number of instances.')
@minValue(4)
@maxValue(40)
param maximumInstanceCount int

@description('The memory of an instance in MB.')
@allowed([512, 2048, 4096])
param instanceMemoryMB int

@description('The number of always-ready instances for the queue function. With 0, the first event after a pause waits for a cold start.')
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

  // Deployments sign in with Entra. There is no publishing password.
  resource noFtp 'basicPublishingCredentialsPolicies' = {
    name: 'ftp'
    properties: { allow: false }
  }

  resource noPassword 'basicPublishingCredentialsPolicies' = {
    name: 'scm'
    properties: { allow: false }
  }
}

@description('The name of the app.')
output appName string = app.name

@description('The host name of the app.')
output hostName string = app.properties.defaultHostName
