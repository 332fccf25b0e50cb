metadata description = 'FlexFunctions in one resource group: README.md says how to deploy it.'

@description('Which deployment it is; part of every name.')
@allowed(['dev', 'prod'])
param environmentName string

@description('In which region everything is; that of the group unless another is named.')
@minLength(2)
@maxLength(30)
param location string = resourceGroup().location

@description('The Entra tenant whose tokens callers bear.')
@minLength(36)
@maxLength(36)
param callersTenantId string = tenant().tenantId

@description('Whom callers\' tokens are for. Entra puts the API\'s client id into tokens of version 2, its application id URI into those of version 1.')
@minLength(36)
@maxLength(250)
param apiAudience string

@description('Object id of the telemetry gateway\'s service principal, the only one that may send events; empty until there is one.')
@maxLength(36)
param gatewayPrincipalId string = ''

@description('Object id of the service principal that deploy.yml signs in as.')
@minLength(36)
@maxLength(36)
param deployerPrincipalId string

@description('The GitHub repository whose workflow copies the ledger every night, as owner/name.')
@minLength(3)
param repository string

@description('The domain of the vendor\'s own that mail comes from; empty for one of Azure\'s, which lets 5 mails a minute and 10 an hour through.')
@maxLength(253)
param mailDomain string = ''

@description('Whether that domain\'s DNS records are verified. The first deployment shows them; only then can it send.')
param mailDomainVerified bool = false

@description('In which geography mail is kept.')
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

@description('How often each byte of the ledger is stored: in one place, in three zones, or in three zones and another region.')
@allowed(['Standard_LRS', 'Standard_ZRS', 'Standard_GZRS'])
param ledgerRedundancy string

@description('Which account the ledger is in: 1, and one more after each restore (RUNBOOK.md). The older ones stay.')
@minValue(1)
@maxValue(99)
param ledgerGeneration int = 1

@description('For how many days nobody can change or delete a nightly copy of the ledger.')
@minValue(1)
@maxValue(400)
param copyDays int = 35

@description('The most instances that run at once. HTTP, the queue and the two timers are scaled apart, so four groups of one; what is above lets HTTP or the queue have a second. One or two of the queue carry a very large vendor.')
@minValue(4)
@maxValue(40)
param maximumInstanceCount int = 6

@description('Memory of an instance, in MB.')
@allowed([512, 2048, 4096])
param instanceMemoryMB int = 2048

@description('How many instances of the queue\'s function always run.')
@minValue(0)
@maxValue(2)
param alwaysReadyInstances int = 0

@description('How far apart two signs of life of one session may be, as hh:mm:ss.')
@minLength(8)
@maxLength(12)
param sessionTimeout string = '00:15:00'

@description('How old an event may be when the queue takes it in, as d.hh:mm:ss.')
@minLength(8)
@maxLength(12)
param lateness string = '7.00:00:00'

@description('Who is mailed when an alert fires.')
@minLength(6)
@maxLength(254)
param alertMail string

@description('How old, in seconds, the oldest event may be when it is committed, before people are told.')
@minValue(60)
@maxValue(86400)
param queueAgeSeconds int = 600

@description('What share of calls may fail, in percent, before people are told.')
@minValue(1)
@maxValue(100)
param failurePercent int = 5

@description('For how many days logs and metrics are kept.')
@minValue(30)
@maxValue(730)
param logDays int = 30

@description('After how many GB in a day no more logs are taken in until the next.')
@minValue(1)
@maxValue(100)
param logDailyCapGb int = 1

@description('What a month may cost, in the subscription\'s currency, before people are told.')
@minValue(1)
@maxValue(100000)
param monthlyBudget int

@description('The first day of the month that the budget begins with. It can not be moved later.')
@minLength(10)
@maxLength(10)
param budgetStart string

var name = 'flex-${environmentName}'
// Names that must be unique in the world end so; always the same in one resource group.
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

@description('The app\'s name, to deploy to.')
output appName string = functionApp.outputs.appName

@description('Where the API is.')
output apiAddress string = 'https://${functionApp.outputs.hostName}/api'

@description('The namespace that the telemetry gateway sends to.')
output serviceBusNamespace string = queue.outputs.fullyQualifiedNamespace

@description('The account that keeps released packages.')
output hostStorageName string = hostStorage.outputs.accountName

@description('The account that holds the ledger and its copies.')
output ledgerStorageName string = ledgerStorage.outputs.accountName

@description('The identity that backup.yml signs in as.')
output copyClientId string = identity.outputs.copyClientId
