metadata description = 'The page of figures in Application Insights: workbook.json beside main.bicep.'

@description('Where it is.')
param location string

@description('What it is called.')
param title string

@description('The Application Insights that it reads.')
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
