metadata description = 'What people are woken for. RUNBOOK.md has a section for each, by the name that ends the alert\'s.'

@description('Where the log alerts are.')
param location string

@description('What every alert\'s name begins with.')
param prefix string

@description('The Service Bus namespace.')
param namespaceId string

@description('The queue.')
param queueName string

@description('The ledger\'s table service.')
param tableServiceId string

@description('The Application Insights.')
param insightsId string

@description('Whom alerts are sent to.')
param actionGroupId string

@description('How old, in seconds, the oldest event may be when it is committed.')
@minValue(60)
@maxValue(86400)
param queueAgeSeconds int

@description('What share of calls may fail, in percent.')
@minValue(1)
@maxValue(100)
param failurePercent int

type MetricAlert = {
  @description('What RUNBOOK.md calls it.')
  name: string
  description: string
  @description('0 is the most urgent.')
  severity: 0 | 1 | 2 | 3
  scope: string
  metricNamespace: string
  metricName: string
  aggregation: 'Average' | 'Maximum' | 'Total'
  threshold: int
  dimensions: { name: string, operator: 'Include', values: string[] }[]
}

type LogAlert = {
  @description('What RUNBOOK.md calls it.')
  name: string
  description: string
  @description('0 is the most urgent.')
  severity: 0 | 1 | 2 | 3
  @description('Each row that it finds fires.')
  query: string
}

var queueMetrics = 'Microsoft.ServiceBus/namespaces'
var ofTheQueue = [{ name: 'EntityName', operator: 'Include', values: [queueName] }]

var metricAlerts MetricAlert[] = [
  {
    name: 'dead-letters'
    description: 'Messages were dead-lettered: usage that was not charged.'
    severity: 2
    scope: namespaceId
    metricNamespace: queueMetrics
    metricName: 'DeadletteredMessages'
    aggregation: 'Maximum'
    threshold: 0
    dimensions: ofTheQueue
  }
  {
    name: 'queue-backlog'
    description: 'Many messages wait. Unlike queue-age it speaks even if the app is down and says nothing.'
    severity: 1
    scope: namespaceId
    metricNamespace: queueMetrics
    metricName: 'ActiveMessages'
    aggregation: 'Average'
    threshold: 10000
    dimensions: ofTheQueue
  }
  {
    name: 'throttling-queue'
    description: 'Service Bus refuses requests because there are too many.'
    severity: 2
    scope: namespaceId
    metricNamespace: queueMetrics
    metricName: 'ThrottledRequests'
    aggregation: 'Total'
    threshold: 10
    dimensions: []
  }
  {
    name: 'throttling-ledger'
    description: 'Table storage refuses requests because there are too many.'
    severity: 2
    scope: tableServiceId
    metricNamespace: 'Microsoft.Storage/storageAccounts/tableServices'
    metricName: 'Transactions'
    aggregation: 'Total'
    threshold: 10
    dimensions: [
      {
        name: 'ResponseType'
        operator: 'Include'
        values: ['ClientThrottlingError', 'ClientAccountRequestThrottlingError', 'ServerBusyError']
      }
    ]
  }
]

var logAlerts LogAlert[] = [
  {
    name: 'queue-age'
    description: 'Events were committed long after the queue took them in.'
    severity: 1
    query: 'customMetrics | where name == "flex.lag" | summarize oldest = max(valueMax) | where oldest > ${queueAgeSeconds}'
  }
  {
    // The Functions host fails a run whose client disconnected, whatever the function does.
    name: 'failure-rate'
    description: 'Of the functions\' runs and API calls too many fail.'
    severity: 1
    query: 'let cancelled = exceptions | where tostring(details) has_any ("FunctionInvocationCanceledException", "RequestCanceled") | distinct operation_Id; requests | where name !startswith "process " and not(success == false and operation_Id in (cancelled)) | summarize calls = count(), failed = countif(success == false) | where calls >= 20 and failed * 100 > calls * ${failurePercent}'
  }
  {
    name: 'ledger-check'
    description: 'The ledger does not hold what it must: a broken hash chain, or sums that do not agree.'
    severity: 0
    query: 'union isfuzzy=true traces, exceptions | extend text = strcat(column_ifexists("message", ""), column_ifexists("outerMessage", "")) | where text has "ledger-broken"'
  }
  {
    name: 'mail-refused'
    description: 'Mail to admins was refused for good: they are not warned.'
    severity: 3
    query: 'customMetrics | where name == "flex.mails" and tostring(customDimensions.outcome) == "refused" | summarize refused = sum(valueSum) | where refused > 0'
  }
]

resource metrics 'Microsoft.Insights/metricAlerts@2018-03-01' = [
  for alert in metricAlerts: {
    name: '${prefix}-${alert.name}'
    location: 'global'
    properties: {
      description: '${alert.description} RUNBOOK.md: ${alert.name}.'
      severity: alert.severity
      enabled: true
      scopes: [alert.scope]
      evaluationFrequency: 'PT5M'
      windowSize: 'PT15M'
      autoMitigate: true
      criteria: {
        'odata.type': 'Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria'
        allOf: [
          {
            criterionType: 'StaticThresholdCriterion'
            name: alert.name
            metricNamespace: alert.metricNamespace
            metricName: alert.metricName
            timeAggregation: alert.aggregation
            operator: 'GreaterThan'
            threshold: alert.threshold
            dimensions: alert.dimensions
          }
        ]
      }
      actions: [{ actionGroupId: actionGroupId }]
    }
  }
]

resource logs 'Microsoft.Insights/scheduledQueryRules@2023-12-01' = [
  for alert in logAlerts: {
    name: '${prefix}-${alert.name}'
    location: location
    properties: {
      displayName: '${prefix}-${alert.name}'
      description: '${alert.description} RUNBOOK.md: ${alert.name}.'
      severity: alert.severity
      enabled: true
      scopes: [insightsId]
      evaluationFrequency: 'PT5M'
      windowSize: 'PT15M'
      autoMitigate: true
      // Metrics that are not yet sent are no columns and no error.
      skipQueryValidation: true
      criteria: {
        allOf: [
          {
            query: alert.query
            timeAggregation: 'Count'
            operator: 'GreaterThan'
            threshold: 0
            failingPeriods: { numberOfEvaluationPeriods: 1, minFailingPeriodsToAlert: 1 }
          }
        ]
      }
      actions: { actionGroups: [actionGroupId] }
    }
  }
]
