metadata description = 'Sends an alert when a month costs more than planned. Nothing is turned off.'

@description('The name of the budget.')
param budgetName string

@description('The monthly cost, in the subscription\'s currency, above which an alert fires.')
@minValue(1)
param amount int

@description('The first day of the budget\'s first month, such as 2027-01-01.')
@minLength(10)
@maxLength(10)
param start string

@description('The e-mail address that receives alerts.')
param actionGroupId string

resource budget 'Microsoft.Consumption/budgets@2023-11-01' = {
  name: budgetName
  properties: {
    category: 'Cost'
    amount: amount
    timeGrain: 'Monthly'
    timePeriod: { startDate: start }
    notifications: {
      spent: {
        enabled: true
        operator: 'GreaterThanOrEqualTo'
        threshold: 80
        thresholdType: 'Actual'
        contactEmails: []
        contactGroups: [actionGroupId]
      }
      foreseen: {
        enabled: true
        operator: 'GreaterThan'
        threshold: 100
        thresholdType: 'Forecasted'
        contactEmails: []
        contactGroups: [actionGroupId]
      }
    }
  }
}
