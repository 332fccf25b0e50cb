metadata description = 'Communication Services with an e-mail domain, for warnings.'

@description('The geography in which mail data is stored.')
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

@description('The globally unique name of the Communication Services resource.')
@minLength(1)
@maxLength(63)
param communicationName string

@description('The name of the e-mail service.')
param emailName string

@description('The vendor\'s domain that sends mail; empty for a domain of Azure, which has a small quota.')
param customDomain string

@description('Whether the domain is verified; only then can it be linked. A domain of Azure always is.')
param domainVerified bool

@description('Object id of the app\'s identity, which sends mail.')
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

// No narrower built-in role can send mail. The scope is this resource only.
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

@description('The endpoint of the service: the app setting Mail:Endpoint.')
output endpoint string = 'https://${communication.properties.hostName}'

@description('The sender address: the app setting Mail:From.')
output from string = 'DoNotReply@${domain.properties.fromSenderDomain}'

@description('The mail quota of the domain: the app settings Mail:PerMinute and Mail:PerHour.')
output quota { perMinute: int, perHour: int } = azureManaged
  ? { perMinute: 5, perHour: 10 }
  : { perMinute: 30, perHour: 100 }
