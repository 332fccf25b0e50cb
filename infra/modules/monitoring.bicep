metadata description = 'Log Analytics, Application Insights, and the action group that receives alerts.'

@description('The region.')
param location string

@description('The name of the Log Analytics workspace.')
param workspaceName string

@description('The name of the Application Insights resource.')
param insightsName string

@description('The name of the action group.')
param actionGroupName string

@description('The number of days for which logs and metrics are kept.')
@minValue(30)
@maxValue(730)
param retentionDays int

@description('The daily cap of log ingestion in GB. It limits what a fault can cost.')
@minValue(1)
@maxValue(100)
param dailyCapGb int

@description('The e-mail address that receives alerts.')
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

@description('The connection string for telemetry. It contains no secret, because local authentication is disabled.')
output insightsAddress string = insights.properties.ConnectionString

@description('The Application Insights resource, for the workbook and alerts.')
output insightsId string = insights.id

@description('The action group that receives alerts.')
output actionGroupId string = people.id
