using Azure.Communication.Email;
using Azure.Identity;
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
    _ => new CommunicationSender(
        new EmailClient(
            new Uri(AppSettings.Required(settings, AppSettings.MailEndpoint)),
            new DefaultAzureCredential()
        ),
        AppSettings.Required(settings, AppSettings.MailFrom)
    ),
    AppSettings.MailQuota(settings),
    TimeProvider.System,
    new Random()
);
builder.Build().Run();
