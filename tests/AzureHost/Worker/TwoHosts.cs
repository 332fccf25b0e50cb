using System.Net;
using System.Net.Http.Headers;
using System.Text;
using FlexFunctions.App;
using FlexFunctions.LocalHost;
using FlexFunctions.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Template;
using Microsoft.Extensions.Configuration;
using Moq;

namespace FlexFunctions.AzureHost.Tests;

/// <summary>The functions on the local host and in a worker process, as on Azure.</summary>
public sealed class TwoHosts : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("two-hosts-").FullName;
    private static readonly HttpClient s_client = new() { Timeout = TimeSpan.FromMinutes(1) };
    private TokenIssuer _issuer = null!;
    private LocalFunctionsHost _local = null!;

    internal WorkerProcess Worker { get; private set; } = null!;

    /// <summary>Starts both hosts.</summary>
    public async Task InitializeAsync()
    {
        _issuer = await TokenIssuer.StartAsync();
        Worker = await StartWorkerAsync();
        var settings = new ConfigurationBuilder().Build();
        _local = LocalFunctionsHost.Create(
            [.. typeof(IngestUsage).Assembly.GetTypes(), typeof(ProbeFunctions)],
            new()
            {
                Port = 0,
                StateDirectory = Path.Combine(_folder, "local"),
                HostJsonPath = Repository.File("host.json"),
                Configuration = settings,
            },
            services =>
                services.AddFlexFunctions(
                    CatalogFile.Load(Repository.File("functions/App/Pricing/catalog.json")),
                    AppSettings.Terms(settings),
                    _ => RowStores.Open($"sqlite:{Path.Combine(_folder, "local.db")}"),
                    _issuer.Rules,
                    _ => Mock.Of<IMailSender>(),
                    _ => Mock.Of<IQueueProbe>(),
                    AppSettings.MailQuota(settings),
                    TimeProvider.System,
                    new Random(1)
                )
        );
        await _local.StartAsync();
    }

    /// <summary>Stops both hosts.</summary>
    public async Task DisposeAsync()
    {
        await _local.DisposeAsync();
        await Worker.DisposeAsync();
        await _issuer.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>Starts a worker with a new ledger.</summary>
    internal async Task<WorkerProcess> StartWorkerAsync(params (string Name, string Value)[] settings)
    {
        var folder = Directory.CreateDirectory(Path.Combine(_folder, $"{Guid.NewGuid()}")).FullName;
        var certificate = Path.Combine(folder, "issuer.pem");
        _issuer.WriteCertificate(certificate);
        var all = new Dictionary<string, string>
        {
            ["Storage"] = $"sqlite:{Path.Combine(folder, "ledger.db")}",
            ["Auth__Issuer"] = _issuer.Name,
            ["Auth__Audience"] = TokenIssuer.Audience,
            ["Mail__From"] = "warnings@vendor.example",
            ["Mail__Endpoint"] = "https://vendor.communication.example",
            ["ServiceBus__fullyQualifiedNamespace"] = "vendor.servicebus.example",
            ["SSL_CERT_FILE"] = certificate,
            [ProbeFunctions.ReleaseSetting] = Path.Combine(folder, "release"),
        };
        foreach (var (name, value) in settings)
        {
            all[name] = value;
        }

        return await WorkerProcess.StartAsync(all);
    }

    /// <summary>Creates a request whose path is sent unchanged.</summary>
    internal static HttpRequestMessage Request(Uri host, string method, string path) =>
        new(
            new HttpMethod(method),
            new Uri(
                host.GetLeftPart(UriPartial.Authority) + path,
                new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true }
            )
        );

    /// <summary>Creates a request to buy 100 tokens for the team <c>design</c>.</summary>
    internal HttpRequestMessage Purchase(Uri host, string account, string? key) =>
        Sending(
            host,
            "POST",
            $"/api/accounts/{account}/orders",
            """{ "team": "design", "tokens": 100, "country": "GB" }""",
            key: key,
            account: account
        );

    /// <summary>Creates an admin's request with a body.</summary>
    internal HttpRequestMessage Sending(
        Uri host,
        string method,
        string path,
        string body,
        string type = "application/json",
        string? key = null,
        string account = "acme"
    )
    {
        var request = Bearing(Request(host, method, path), "Admin", account);
        request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body))
        {
            Headers = { ContentType = MediaTypeHeaderValue.Parse(type) },
        };
        if (key is not null)
        {
            request.Headers.Add("Idempotency-Key", key);
        }

        return request;
    }

    /// <summary>Adds a token to a request. The account applies to admins.</summary>
    internal HttpRequestMessage Bearing(HttpRequestMessage request, string role, string account = "acme")
    {
        request.Headers.Authorization = new("Bearer", _issuer.Token(role, role == "Admin" ? account : null));
        return request;
    }

    /// <summary>Sends a request to the local host.</summary>
    internal Task<HttpResponseMessage> SendToLocalHostAsync(Func<Uri, HttpRequestMessage> request) =>
        s_client.SendAsync(request(new Uri(_local.Url)));

    /// <summary>Sends a request to the worker, as the Functions host does.</summary>
    internal async Task<HttpResponseMessage> SendToWorkerAsync(Func<Uri, HttpRequestMessage> request)
    {
        if (Forward(request, Worker) is not var (answer, run))
        {
            return new(HttpStatusCode.NotFound);
        }

        // A failed run is a 500, whatever the worker wrote.
        return (await run).Status == Rpc.StatusResult.Types.Status.Success
            ? await answer
            : new(HttpStatusCode.InternalServerError);
    }

    /// <summary>
    /// Forwards a request to a worker. Invokes the first function, by name, whose route and method match, and sends the
    /// request to the worker's address with the invocation id. Returns null if no function matches.
    /// </summary>
    /// <param name="request">Creates the request for the worker's address.</param>
    /// <param name="worker">The worker.</param>
    /// <param name="client">Cancelled when the client disconnects.</param>
    internal static (Task<HttpResponseMessage> Answer, Task<Rpc.StatusResult> Run)? Forward(
        Func<Uri, HttpRequestMessage> request,
        WorkerProcess worker,
        CancellationToken client = default
    )
    {
        var message = request(worker.HttpUri);
        var values = new RouteValueDictionary();
        var function = worker
            .Functions.Values.Where(one => one.TriggerType == "httpTrigger")
            .OrderBy(one => one.Name, StringComparer.OrdinalIgnoreCase)
            .FirstOrDefault(one =>
                one.Methods.Contains(message.Method.Method, StringComparer.OrdinalIgnoreCase)
                && Fits(one.Route, message.RequestUri!, values)
            );
        if (function is null)
        {
            return null;
        }

        var invocation = WorkerProcess.Request(function);
        invocation.InputData.Add(
            new Rpc.ParameterBinding
            {
                Name = function.Parameter,
                Data = new() { Http = new() },
            }
        );
        foreach (var (name, value) in values)
        {
            if (value is string text)
            {
                invocation.TriggerMetadata[name] = new() { String = text };
            }
        }

        message.Headers.Add("x-ms-invocation-id", invocation.InvocationId);
        client.Register(() => worker.Cancel(invocation.InvocationId));
        var run = worker.InvokeAsync(invocation);
        return (s_client.SendAsync(message, client), run);
    }

    /// <summary>Matches a path, which is decoded once, including slashes.</summary>
    private static bool Fits(string route, Uri uri, RouteValueDictionary values)
    {
        values.Clear();
        var path = uri.OriginalString[uri.GetLeftPart(UriPartial.Authority).Length..].Split('?')[0];
        var template = TemplateParser.Parse(route);
        if (!new TemplateMatcher(template, []).TryMatch(PathString.FromUriComponent(path), values))
        {
            return false;
        }

        foreach (var (name, value) in values.ToArray())
        {
            if (value is string text)
            {
                values[name] = path.Contains("%252F", StringComparison.OrdinalIgnoreCase)
                    ? text
                    : text.Replace("%2F", "/", StringComparison.OrdinalIgnoreCase);
            }
        }

        return true;
    }
}

/// <summary>Shares one worker process and one local host between tests.</summary>
[CollectionDefinition(nameof(TwoHosts))]
public sealed class TwoHostsCollection : ICollectionFixture<TwoHosts>;
