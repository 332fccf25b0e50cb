metadata description = 'FlexFunctions in one resource group. README.md describes the deployment.'

@description('The environment; part of every name.')
@allowed(['dev', 'prod'])
param environmentName string

@description('The region of all resources; the default is the region of the resource group.')
@minLength(2)
@maxLength(30)
param location string = resourceGroup().location

@description('The Entra tenant that issues callers\' tokens.')
@minLength(36)
@maxLength(36)
param callersTenantId string = tenant().tenantId

@description('The audience of callers\' tokens: the API\'s client id for version 2 tokens, its application id URI for version 1 tokens.')
@minLength(36)
@maxLength(250)
param apiAudience string

@description('Object id of the telemetry gateway\'s service principal, the only sender of events; empty if there is none yet.')
@maxLength(36)
param gatewayPrincipalId string = ''

@description('Object id of the service principal that deploy.yml uses.')
@minLength(36)
@maxLength(36)
param deployerPrincipalId string

@description('The GitHub repository, as owner/name, whose workflow copies the ledger every night.')
@minLength(3)
param repository string

@description('The vendor\'s domain that sends mail; empty for a domain of Azure, which may send 5 mails a minute and 10 an hour.')
@maxLength(253)
param mailDomain string = ''

@description('Whether the DNS records of the domain are verified. The first deployment shows them. The domain can send only after that.')
param mailDomainVerified bool = false

@description('The geography in which mail data is stored.')
@allowed([
  'Africa'
  'Asia Pacific'
  'Australia'
  'Brazil'
  'Canada'
  'Europe'
  'France'
  'Germany'
  'India'
  'Japan'
  'Korea'
  'Norway'
  'Switzerland'
  'UAE'
  'UK'
  'United States'
])
param mailDataLocation string = 'UK'

@description('The redundancy of the ledger: one data center, three zones, or three zones and a second region.')
@allowed(['Standard_LRS', 'Standard_ZRS', 'Standard_GZRS'])
param ledgerRedundancy string

@description('The number of the ledger\'s storage account: 1, and one higher after each restore (RUNBOOK.md). Older accounts stay.')
@minValue(1)
@maxValue(99)
param ledgerGeneration int = 1

@description('The number of days for which a nightly copy of the ledger cannot be changed or deleted.')
@minValue(1)
@maxValue(400)
param copyDays int = 35

@description('The maximum number of instances. HTTP, the queue and the two timers scale separately and need one instance each; more than four allow a second instance for HTTP or the queue. One or two for the queue are enough for a very large vendor.')
@minValue(4)
@maxValue(40)
param maximumInstanceCount int = 6

@description('The memory of an instance in MB.')
@allowed([512, 2048, 4096])
param instanceMemoryMB int = 2048

@description('The number of always-ready instances for the queue function.')
@minValue(0)
@maxValue(2)
param alwaysReadyInstances int = 0

@description('The maximum time between two connected usage signals of a session, as hh:mm:ss.')
@minLength(8)
@maxLength(12)
param sessionTimeout string = '00:15:00'

@description('The maximum age of an event when it is enqueued, as d.hh:mm:ss.')
@minLength(8)
@maxLength(12)
param lateness string = '7.00:00:00'

@description('The e-mail address that receives alerts.')
@minLength(6)
@maxLength(254)
param alertMail string

@description('The time in seconds from enqueued to committed above which an alert fires.')
@minValue(60)
@maxValue(86400)
param queueAgeSeconds int = 600

@description('The percentage of failed calls above which an alert fires.')
@minValue(1)
@maxValue(100)
param failurePercent int = 5

@description('The number of days for which logs and metrics are kept.')
@minValue(30)
@maxValue(730)
param logDays int = 30

@description('The daily cap of log ingestion in GB.')
@minValue(1)
@maxValue(100)
param logDailyCapGb int = 1

@description('The monthly cost, in the subscription\'s currency, above which an alert fires.')
@minValue(1)
@maxValue(100000)
param monthlyBudget int

@description('The first day of the budget\'s first month. It cannot be changed later.')
@minLength(10)
@maxLength(10)
param budgetStart string

var name = 'flex-${environmentName}'
// The suffix of globally unique names; always the same for a resource group.
var unique = uniqueString(resourceGroup().id)

module identity 'modules/identity.bicep' = {
  params: {
    location: location
    appIdentityName: 'id-${name}'
    copyIdentityName: 'id-${name}-copy'
    repository: repository
    copyEnvironment: '${environmentName}-backup'
  }
}

module monitoring 'modules/monitoring.bicep' = {
  params: {
    location: location
    workspaceName: 'log-${name}'
    insightsName: 'appi-${name}'
    actionGroupName: 'ag-${name}'
    retentionDays: logDays
    dailyCapGb: logDailyCapGb
    alertMail: alertMail
    appPrincipalId: identity.outputs.appPrincipalId
  }
}

module queue 'modules/queue.bicep' = {
  params: {
    location: location
    namespaceName: 'sb-${name}-${unique}'
    appPrincipalId: identity.outputs.appPrincipalId
    gatewayPrincipalId: gatewayPrincipalId
  }
}

module hostStorage 'modules/host-storage.bicep' = {
  params: {
    location: location
    accountName: 'sthost${unique}'
    appPrincipalId: identity.outputs.appPrincipalId
    deployerPrincipalId: deployerPrincipalId
  }
}

module ledgerStorage 'modules/ledger-storage.bicep' = {
  params: {
    location: location
    accountName: 'stledger${unique}${ledgerGeneration == 1 ? '' : string(ledgerGeneration)}'
    redundancy: ledgerRedundancy
    copyDays: copyDays
    appPrincipalId: identity.outputs.appPrincipalId
    copyPrincipalId: identity.outputs.copyPrincipalId
  }
}

module mail 'modules/mail.bicep' = {
  params: {
    dataLocation: mailDataLocation
    communicationName: 'acs-${name}-${unique}'
    emailName: 'email-${name}-${unique}'
    customDomain: mailDomain
    domainVerified: mailDomainVerified
    appPrincipalId: identity.outputs.appPrincipalId
  }
}

module functionApp 'modules/function-app.bicep' = {
  params: {
    location: location
    planName: 'plan-${name}'
    appName: 'func-${name}-${unique}'
    identityId: identity.outputs.appIdentityId
    identityClientId: identity.outputs.appClientId
    packagesUri: hostStorage.outputs.packagesUri
    maximumInstanceCount: maximumInstanceCount
    instanceMemoryMB: instanceMemoryMB
    alwaysReadyInstances: alwaysReadyInstances
    settings: {
      Storage: ledgerStorage.outputs.tableEndpoint
      SessionTimeout: sessionTimeout
      Lateness: lateness
      Auth__Issuer: '${environment().authentication.loginEndpoint}${callersTenantId}/v2.0'
      Auth__Audience: apiAudience
      Mail__Endpoint: mail.outputs.endpoint
      Mail__From: mail.outputs.from
      Mail__PerMinute: string(mail.outputs.quota.perMinute)
      Mail__PerHour: string(mail.outputs.quota.perHour)
      ServiceBus__fullyQualifiedNamespace: queue.outputs.fullyQualifiedNamespace
      ServiceBus__credential: 'managedidentity'
      ServiceBus__clientId: identity.outputs.appClientId
      AzureWebJobsStorage__accountName: hostStorage.outputs.accountName
      AzureWebJobsStorage__credential: 'managedidentity'
      AzureWebJobsStorage__clientId: identity.outputs.appClientId
      APPLICATIONINSIGHTS_CONNECTION_STRING: monitoring.outputs.insightsAddress
      APPLICATIONINSIGHTS_AUTHENTICATION_STRING: 'Authorization=AAD;ClientId=${identity.outputs.appClientId}'
    }
  }
}

module alerts 'modules/alerts.bicep' = {
  params: {
    location: location
    prefix: name
    namespaceId: queue.outputs.namespaceId
    queueName: queue.outputs.queueName
    tableServiceId: ledgerStorage.outputs.tableServiceId
    insightsId: monitoring.outputs.insightsId
    actionGroupId: monitoring.outputs.actionGroupId
    queueAgeSeconds: queueAgeSeconds
    failurePercent: failurePercent
  }
}

module workbook 'modules/workbook.bicep' = {
  params: {
    location: location
    title: 'FlexFunctions ${environmentName}'
    insightsId: monitoring.outputs.insightsId
  }
}

module budget 'modules/budget.bicep' = {
  params: {
    budgetName: name
    amount: monthlyBudget
    start: budgetStart
    actionGroupId: monitoring.outputs.actionGroupId
  }
}

@description('The name of the app.')
output appName string = functionApp.outputs.appName

@description('The address of the API.')
output apiAddress string = 'https://${functionApp.outputs.hostName}/api'

@description('The Service Bus namespace to which the telemetry gateway sends.')
output serviceBusNamespace string = queue.outputs.fullyQualifiedNamespace

@description('The storage account of released packages.')
output hostStorageName string = hostStorage.outputs.accountName

@description('The storage account of the ledger and its copies.')
output ledgerStorageName string = ledgerStorage.outputs.accountName

@description('The client id of the identity that backup.yml uses.')
output copyClientId string = identity.outputs.copyClientId
