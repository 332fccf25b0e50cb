metadata description = 'The workbook in Application Insights, from workbook.json.'

@description('The region.')
param location string

@description('The display name.')
param title string

@description('The Application Insights resource that it queries.')
param insightsId string

resource workbook 'Microsoft.Insights/workbooks@2023-06-01' = {
  name: guid(insightsId, title)
  location: location
  kind: 'shared'
  properties: {
    displayName: title
    category: 'workbook'
    sourceId: insightsId
    serializedData: loadTextContent('../workbook.json')
    version: 'Notebook/1.0'
  }
}
