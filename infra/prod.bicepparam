using 'main.bicep'

param environmentName = 'prod'
param location = 'uksouth'

// The ids of your environment: README.md, "Identities".
param callersTenantId = readEnvironmentVariable('FLEX_TENANT_ID', '00000000-0000-0000-0000-000000000000')
param apiAudience = readEnvironmentVariable('FLEX_API_AUDIENCE', '00000000-0000-0000-0000-000000000000')
param deployerPrincipalId = readEnvironmentVariable('FLEX_DEPLOYER_ID', '00000000-0000-0000-0000-000000000000')
param gatewayPrincipalId = readEnvironmentVariable('FLEX_GATEWAY_ID', '00000000-0000-0000-0000-000000000000')
param repository = readEnvironmentVariable('FLEX_REPOSITORY', 'owner/flexfunctions')
param alertMail = readEnvironmentVariable('FLEX_ALERT_MAIL', 'operators@example.com')

param mailDomain = readEnvironmentVariable('FLEX_MAIL_DOMAIN', 'mail.example.com')
// Set this after the DNS records, which the first deployment shows, are verified.
param mailDomainVerified = readEnvironmentVariable('FLEX_MAIL_DOMAIN_VERIFIED', 'false') == 'true'

param ledgerRedundancy = 'Standard_GZRS'
param alwaysReadyInstances = 1

param logDays = 90
param logDailyCapGb = 5
param queueAgeSeconds = 300

param monthlyBudget = 400
param budgetStart = '2027-01-01'
