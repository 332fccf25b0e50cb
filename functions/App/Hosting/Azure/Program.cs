using FlexFunctions.App;
using FlexFunctions.App.Hosting.Azure;
using FlexFunctions.Storage;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

var builder = FunctionsApplication.CreateBuilder(args);
builder.ConfigureFunctionsWebApplication();

// Its request logs contain paths with user ids; the Functions host logs requests too.
builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);

// It logs four lines per settled message.
builder.Logging.AddFilter("System.Net.Http.HttpClient.CallInvokerExtractor", LogLevel.Warning);
var settings = builder.Configuration;
builder.Services.AddFlexFunctions(
    CatalogFile.Load(Path.Combine(AppContext.BaseDirectory, "catalog.json")),
    AppSettings.Terms(settings),
    _ => RowStores.Open(AppSettings.Required(settings, AppSettings.Storage)),
    EntraCallers.Rules(settings),
    _ => CommunicationSender.Of(settings),
    _ => ServiceBusProbe.Of(settings),
    AppSettings.MailQuota(settings),
    TimeProvider.System,
    new Random()
);
builder.Services.AddAzureTelemetry(settings);
builder.Build().Run();
