metadata description = 'Tells people when the month costs more than was meant. Nothing is turned off.'

@description('Name of the budget.')
param budgetName string

@description('What a month may cost, in the subscription\'s currency.')
@minValue(1)
param amount int

@description('The first day of the month that it begins with, such as 2027-01-01.')
@minLength(10)
@maxLength(10)
param start string

@description('Whom it tells.')
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
