metadata description = 'Communication Services with an e-mail domain, for warnings.'

@description('In which geography mail is kept.')
@allowed([
  'Africa'
  'Asia Pacific'
  'Australia'
  'Brazil'
  'Canada'
  'Europe'
  'France'
  'Germany'
  'India'
  'Japan'
  'Korea'
  'Norway'
  'Switzerland'
  'UAE'
  'UK'
  'United States'
])
param dataLocation string

@description('Name of the Communication Services; unique in the world.')
@minLength(1)
@maxLength(63)
param communicationName string

@description('Name of the e-mail service.')
param emailName string

@description('The domain that mail comes from, which the vendor owns; empty for one of Azure\'s, which may send little.')
param customDomain string

@description('Whether the domain is verified: only then can it be linked. Azure\'s own always is.')
param domainVerified bool

@description('Object id of the app\'s identity, which sends.')
param appPrincipalId string

var azureManaged = empty(customDomain)

resource email 'Microsoft.Communication/emailServices@2023-04-01' = {
  name: emailName
  location: 'global'
  properties: { dataLocation: dataLocation }
}

resource domain 'Microsoft.Communication/emailServices/domains@2023-04-01' = {
  parent: email
  name: azureManaged ? 'AzureManagedDomain' : customDomain
  location: 'global'
  properties: {
    domainManagement: azureManaged ? 'AzureManaged' : 'CustomerManaged'
    userEngagementTracking: 'Disabled'
  }
}

resource communication 'Microsoft.Communication/communicationServices@2023-04-01' = {
  name: communicationName
  location: 'global'
  properties: {
    dataLocation: dataLocation
    linkedDomains: azureManaged || domainVerified ? [domain.id] : []
  }
}

// There is no narrower built-in role that may send mail; its scope is this resource alone.
resource appSends 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(communication.id, appPrincipalId, roleDefinitions('Communication and Email Service Owner').id)
  scope: communication
  properties: {
    description: 'SendBalanceWarnings sends mail.'
    principalId: appPrincipalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: roleDefinitions('Communication and Email Service Owner').id
  }
}

@description('The address of the service: the app\'s setting Mail:Endpoint.')
output endpoint string = 'https://${communication.properties.hostName}'

@description('Whom mail is from: the app\'s setting Mail:From.')
output from string = 'DoNotReply@${domain.properties.fromSenderDomain}'

@description('How many mails Azure lets through: the app\'s settings Mail:PerMinute and Mail:PerHour.')
output quota { perMinute: int, perHour: int } = azureManaged
  ? { perMinute: 5, perHour: 10 }
  : { perMinute: 30, perHour: 100 }
