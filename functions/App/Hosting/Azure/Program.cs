using FlexFunctions.App;
using FlexFunctions.App.Hosting.Azure;
using FlexFunctions.Storage;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.Hosting;

var builder = FunctionsApplication.CreateBuilder(args);
builder.ConfigureFunctionsWebApplication();
var settings = builder.Configuration;
builder.Services.AddFlexFunctions(
    CatalogFile.Load(Path.Combine(AppContext.BaseDirectory, "catalog.json")),
    AppSettings.Terms(settings),
    _ => RowStores.Open(AppSettings.Required(settings, AppSettings.Storage)),
    EntraCallers.Rules(settings),
    _ => AzureMail.Sender(settings),
    _ => ServiceBusProbe.Of(settings),
    AppSettings.MailQuota(settings),
    TimeProvider.System,
    new Random()
);
builder.Services.AddAzureSignals(settings);
builder.Build().Run();
