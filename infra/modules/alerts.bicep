metadata description = 'The alerts. RUNBOOK.md has a section for each, under the last part of its name.'

@description('The region of the log alerts.')
param location string

@description('The prefix of every alert\'s name.')
param prefix string

@description('The Service Bus namespace.')
param namespaceId string

@description('The queue.')
param queueName string

@description('The table service of the ledger.')
param tableServiceId string

@description('The Application Insights resource.')
param insightsId string

@description('The action group that receives alerts.')
param actionGroupId string

@description('The time in seconds from enqueued to committed above which an alert fires.')
@minValue(60)
@maxValue(86400)
param queueAgeSeconds int

@description('The percentage of failed calls above which an alert fires.')
@minValue(1)
@maxValue(100)
param failurePercent int

type MetricAlert = {
  @description('The name of the alert\'s section in RUNBOOK.md.')
  name: string
  description: string
  @description('The severity; 0 is the most urgent.')
  severity: 0 | 1 | 2 | 3
  scope: string
  metricNamespace: string
  metricName: string
  aggregation: 'Average' | 'Maximum' | 'Total'
  threshold: int
  dimensions: { name: string, operator: 'Include', values: string[] }[]
}

type LogAlert = {
  @description('The name of the alert\'s section in RUNBOOK.md.')
  name: string
  description: string
  @description('The severity; 0 is the most urgent.')
  severity: 0 | 1 | 2 | 3
  @description('The query. The alert fires for each row that it returns.')
  query: string
}

var queueMetrics = 'Microsoft.ServiceBus/namespaces'
var ofTheQueue = [{ name: 'EntityName', operator: 'Include', values: [queueName] }]

var metricAlerts MetricAlert[] = [
  {
    name: 'dead-letters'
    description: 'Messages were dead-lettered, so their usage was not charged.'
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
    description: 'Many messages are waiting. Unlike queue-age, this alert fires even if the app is down.'
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
    description: 'Service Bus throttles requests.'
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
    description: 'Table Storage throttles requests.'
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
    description: 'Events were committed long after they were enqueued.'
    severity: 1
    query: 'customMetrics | where name == "flex.lag" | summarize oldest = max(valueMax) | where oldest > ${queueAgeSeconds}'
  }
  {
    // The Functions host reports a run whose client disconnected as failed.
    name: 'failure-rate'
    description: 'Too many function runs and API calls fail.'
    severity: 1
    query: 'let cancelled = exceptions | where tostring(details) has_any ("FunctionInvocationCanceledException", "RequestCanceled") | distinct operation_Id; requests | where name !startswith "process " and not(success == false and operation_Id in (cancelled)) | summarize calls = count(), failed = countif(success == false) | where calls >= 20 and failed * 100 > calls * ${failurePercent}'
  }
  {
    name: 'ledger-check'
    description: 'The ledger is inconsistent: a hash chain is broken, or sums do not match.'
    severity: 0
    query: 'union isfuzzy=true traces, exceptions | extend text = strcat(column_ifexists("message", ""), column_ifexists("outerMessage", "")) | where text has "ledger-broken"'
  }
  {
    name: 'mail-refused'
    description: 'Mails to admins were permanently refused, so they are not warned.'
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
      // A metric that was never sent must not make the query fail.
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
