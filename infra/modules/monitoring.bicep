metadata description = 'Log Analytics, Application Insights, and who is told of an alert.'

@description('Where it is.')
param location string

@description('Name of the Log Analytics workspace.')
param workspaceName string

@description('Name of the Application Insights.')
param insightsName string

@description('Name of the action group.')
param actionGroupName string

@description('For how many days logs and metrics are kept.')
@minValue(30)
@maxValue(730)
param retentionDays int

@description('After how many GB in a day nothing more is taken in until the next: a bound on what a fault can cost.')
@minValue(1)
@maxValue(100)
param dailyCapGb int

@description('Who is mailed when an alert fires.')
param alertMail string

@description('Object id of the app\'s identity, which publishes metrics.')
param appPrincipalId string

resource workspace 'Microsoft.OperationalInsights/workspaces@2023-09-01' = {
  name: workspaceName
  location: location
  properties: {
    sku: { name: 'PerGB2018' }
    retentionInDays: retentionDays
    workspaceCapping: { dailyQuotaGb: dailyCapGb }
    features: { disableLocalAuth: true }
  }
}

resource insights 'Microsoft.Insights/components@2020-02-02' = {
  name: insightsName
  location: location
  kind: 'web'
  properties: {
    Application_Type: 'web'
    WorkspaceResourceId: workspace.id
    DisableLocalAuth: true
  }
}

resource people 'Microsoft.Insights/actionGroups@2023-01-01' = {
  name: actionGroupName
  location: 'global'
  properties: {
    groupShortName: 'flex'
    enabled: true
    emailReceivers: [
      { name: 'operators', emailAddress: alertMail, useCommonAlertSchema: true }
    ]
  }
}

resource appPublishes 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(insights.id, appPrincipalId, roleDefinitions('Monitoring Metrics Publisher').id)
  scope: insights
  properties: {
    description: 'The host and the app send logs, traces and metrics.'
    principalId: appPrincipalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: roleDefinitions('Monitoring Metrics Publisher').id
  }
}

@description('Where the app sends telemetry. It names the resource and opens nothing: local authentication is off.')
output insightsAddress string = insights.properties.ConnectionString

@description('The Application Insights, for workbook and alerts.')
output insightsId string = insights.id

@description('Whom alerts are sent to.')
output actionGroupId string = people.id
