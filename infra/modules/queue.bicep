metadata description = 'Service Bus with the queue that telemetry is sent to.'

@description('Where it is.')
param location string

@description('Name of the namespace; unique in the world.')
@minLength(6)
@maxLength(50)
param namespaceName string

@description('Object id of the app\'s identity, which receives.')
param appPrincipalId string

@description('Object id of the vendor\'s telemetry gateway, the only sender; empty until there is one.')
param gatewayPrincipalId string

resource namespace 'Microsoft.ServiceBus/namespaces@2024-01-01' = {
  name: namespaceName
  location: location
  // Duplicate detection needs Standard; nothing needs Premium.
  sku: { name: 'Standard', tier: 'Standard' }
  properties: {
    disableLocalAuth: true
    minimumTlsVersion: '1.2'
  }
}

resource queue 'Microsoft.ServiceBus/namespaces/queues@2024-01-01' = {
  parent: namespace
  // The app's trigger names it so.
  name: 'usage-events'
  properties: {
    requiresDuplicateDetection: true
    duplicateDetectionHistoryTimeWindow: 'PT10M'
    // The longest that there is: a batch is decided well within it, and the worker does not renew locks.
    lockDuration: 'PT5M'
    maxDeliveryCount: 10
    deadLetteringOnMessageExpiration: true
    // How old an event is, is judged by when the queue took it in, so waiting makes none late.
    defaultMessageTimeToLive: 'P14D'
    maxSizeInMegabytes: 5120
    requiresSession: false
    enablePartitioning: false
  }
}

resource appReceives 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(queue.id, appPrincipalId, roleDefinitions('Azure Service Bus Data Receiver').id)
  scope: queue
  properties: {
    description: 'IngestUsage receives, completes and dead-letters.'
    principalId: appPrincipalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: roleDefinitions('Azure Service Bus Data Receiver').id
  }
}

resource gatewaySends 'Microsoft.Authorization/roleAssignments@2022-04-01' = if (!empty(gatewayPrincipalId)) {
  name: guid(queue.id, gatewayPrincipalId, roleDefinitions('Azure Service Bus Data Sender').id)
  scope: queue
  properties: {
    description: 'The telemetry gateway vouches for account, team and user of what it sends.'
    principalId: gatewayPrincipalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: roleDefinitions('Azure Service Bus Data Sender').id
  }
}

@description('The namespace, for alerts.')
output namespaceId string = namespace.id

@description('Its host name, without scheme.')
output fullyQualifiedNamespace string = '${namespace.name}.servicebus.windows.net'

@description('The queue\'s name, by which its metrics are split.')
output queueName string = queue.name
