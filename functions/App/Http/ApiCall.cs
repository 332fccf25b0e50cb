using FlexFunctions.Domain;
using Microsoft.AspNetCore.Http;

namespace FlexFunctions.App;

/// <summary>A call by somebody who may make it.</summary>
/// <param name="Request">The request.</param>
/// <param name="Account">The account that it is about.</param>
/// <param name="Deadline">Until when lost races and failures of the store are tried again.</param>
public sealed record ApiCall(HttpRequest Request, AccountId Account, DateTimeOffset Deadline);
