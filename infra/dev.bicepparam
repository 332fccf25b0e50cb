using 'main.bicep'

param environmentName = 'dev'
param location = 'uksouth'

// The ids of your environment: README.md, "Identities".
param callersTenantId = readEnvironmentVariable('FLEX_TENANT_ID', '00000000-0000-0000-0000-000000000000')
param apiAudience = readEnvironmentVariable('FLEX_API_AUDIENCE', '00000000-0000-0000-0000-000000000000')
param deployerPrincipalId = readEnvironmentVariable('FLEX_DEPLOYER_ID', '00000000-0000-0000-0000-000000000000')
param gatewayPrincipalId = readEnvironmentVariable('FLEX_GATEWAY_ID', '')
param repository = readEnvironmentVariable('FLEX_REPOSITORY', 'owner/flexfunctions')
param alertMail = readEnvironmentVariable('FLEX_ALERT_MAIL', 'operators@example.com')

param ledgerRedundancy = 'Standard_LRS'
param copyDays = 1
param maximumInstanceCount = 4
param instanceMemoryMB = 512

param monthlyBudget = 40
param budgetStart = '2027-01-01'
