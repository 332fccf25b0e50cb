metadata description = 'Service Bus with the queue for telemetry.'

@description('The region.')
param location string

@description('The globally unique name of the namespace.')
@minLength(6)
@maxLength(50)
param namespaceName string

@description('Object id of the app\'s identity, which receives messages.')
param appPrincipalId string

@description('Object id of the vendor\'s telemetry gateway, the only sender; empty if there is none yet.')
param gatewayPrincipalId string

resource namespace 'Microsoft.ServiceBus/namespaces@2024-01-01' = {
  name: namespaceName
  location: location
  // Duplicate detection needs the Standard tier; nothing needs Premium.
  sku: { name: 'Standard', tier: 'Standard' }
  properties: {
    disableLocalAuth: true
    minimumTlsVersion: '1.2'
  }
}

resource queue 'Microsoft.ServiceBus/namespaces/queues@2024-01-01' = {
  parent: namespace
  // The name in the app's trigger.
  name: 'usage-events'
  properties: {
    requiresDuplicateDetection: true
    duplicateDetectionHistoryTimeWindow: 'PT10M'
    // The maximum. The worker does not renew locks, and a batch takes much less time.
    lockDuration: 'PT5M'
    // The maximum. The app holds failed batches back, so these last longer than a day, and dead-letters bad messages itself.
    maxDeliveryCount: 2000
    deadLetteringOnMessageExpiration: true
    // The age of an event is measured at its enqueued time, so waiting does not make an event late.
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

@description('The host name of the namespace, without a scheme.')
output fullyQualifiedNamespace string = '${namespace.name}.servicebus.windows.net'

@description('The name of the queue, which is a dimension of its metrics.')
output queueName string = queue.name
