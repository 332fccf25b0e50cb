using System.Text.Json.Nodes;

namespace FlexFunctions.App.Tests;

/// <summary>openapi.yaml describes exactly the calls, answers and codes of the functions.</summary>
public sealed class OpenApiTests
{
    /// <summary>The expected status of every refusal code.</summary>
    private static readonly Dictionary<int, string[]> s_codes = new()
    {
        [400] = ["invalid-field", "unknown-field", "idempotency-key-missing"],
        [401] = ["unauthenticated"],
        [403] = ["forbidden"],
        [404] = ["not-found", "order-not-found"],
        [409] =
        [
            "idempotency-key-reused",
            "payment-overdue",
            "too-many-orders",
            "order-not-active",
            "return-window-closed",
            "nothing-to-return",
            "same-team",
            "invalid-transition",
            "seats-in-use",
            "no-seat-left",
            "unknown-product",
            "unknown-result",
            "too-many-seat-changes",
            "event-too-late",
            "event-in-future",
        ],
        [413] = ["body-too-large"],
        [415] = ["unsupported-media-type"],
        [422] = ["quantity-out-of-range", "not-available-in-country"],
        [500] = ["internal-error"],
        [503] = ["ledger-unavailable", "ledger-broken", "sign-in-unavailable"],
    };

    private static readonly ApiDescription s_api = ApiDescription.Load();
    private static readonly SchemaCheck s_schemas = new(s_api);

    public static TheoryData<string> Operations => [.. s_api.Operations.Select(operation => operation.Id)];

    [Fact]
    public async Task The_description_lists_exactly_the_routes()
    {
        await using var app = new AppFixture();

        Assert.Equal(
            app.Functions.Index.Http.SelectMany(function =>
                    function.Methods.Select(method => $"{method} /{function.Route} {function.Name}")
                )
                .Order(StringComparer.Ordinal),
            s_api
                .Operations.Select(operation => $"{operation.Method} {operation.Path} {operation.Id}")
                .Order(StringComparer.Ordinal)
        );
    }

    [Theory, MemberData(nameof(Operations))]
    public async Task Every_described_outcome_occurs_and_no_other(string id)
    {
        var operation = s_api[id];
        var cases = CommonCases.Of(operation).Concat(ApiCases.All.Where(known => known.Operation == id)).ToList();
        foreach (var expected in cases)
        {
            await using var stage = await ApiStage.SetAsync(s_api);
            var reply = await expected.Make(stage, stage.Request(id));

            Assert.True(
                (expected.Status, expected.Code) == (reply.Status, reply.Code),
                $"{id}: expected {expected.Status} {expected.Code}, found {reply.Status} {reply.Text}"
            );
            Assert.True(expected.Field == reply.Field, $"{id}: expected field {expected.Field}, found {reply.Text}");
            AssertAsDescribed(operation, reply);
        }

        Assert.Equal(
            operation.Outcomes.Order(StringComparer.Ordinal),
            cases
                .Select(expected => operation.Outcome(expected.Status, expected.Code))
                .Distinct()
                .Order(StringComparer.Ordinal)
        );
    }

    /// <summary>Makes the request of the example at its point in the story and compares the answer with the example.</summary>
    [Theory, MemberData(nameof(Operations))]
    public async Task Examples_have_the_shape_of_real_answers(string id)
    {
        await using var stage = await ApiStage.SetAsync(s_api);
        var reply = await stage.DoneAsync(stage.Request(id));

        var media = reply.Text.Length == 0 ? null : s_api[id].Responses[reply.Status].Content[reply.MediaType];
        Assert.Equal(reply.Json is null, media?.Example is null);
        if (media?.Example is { } example)
        {
            Assert.Equal(Shape(reply.Json).Order(StringComparer.Ordinal), Shape(example).Order(StringComparer.Ordinal));
        }
    }

    [Theory, MemberData(nameof(Operations))]
    public void Examples_match_their_schemas(string id)
    {
        var operation = s_api[id];
        ApiMedia?[] bodies =
        [
            operation.Body,
            .. operation.Responses.Values.SelectMany(response => response.Content.Values),
        ];
        foreach (var body in bodies.OfType<ApiMedia>().Where(body => body.Example is not null))
        {
            Assert.Empty(s_schemas.Faults(body.Schema, body.Example));
        }
    }

    [Fact]
    public async Task The_example_order_has_the_id_of_the_example_purchase()
    {
        await using var stage = await ApiStage.SetAsync(s_api);

        var bought = await stage.DoneAsync(stage.Request("PurchaseOrder"));

        Assert.Equal(bought.Json!["id"]!.GetValue<string>(), stage.Request("GetOrder").Values["order"]);
    }

    [Fact]
    public void Every_code_has_one_status()
    {
        foreach (var operation in s_api.Operations)
        {
            foreach (var (status, response) in operation.Responses)
            {
                Assert.All(
                    response.Content.Values.SelectMany(media => media.Codes),
                    code => Assert.Contains(code, s_codes[status])
                );
            }
        }
    }

    [Fact]
    public void Open_routes_are_described_without_security()
    {
        Assert.Equal(
            ["GetDocs", "GetDocsFile", "GetHealth", "GetOpenApi", "GetPrices", "GetQuote", "GetRates", "PostEstimate"],
            s_api
                .Operations.Where(operation => operation.IsOpen)
                .Select(operation => operation.Id)
                .Order(StringComparer.Ordinal)
        );
    }

    private static void AssertAsDescribed(ApiOperation operation, ApiReply reply)
    {
        var response = operation.Responses[reply.Status];
        Assert.All(
            reply.Headers.Keys.Intersect(["WWW-Authenticate", "Retry-After", "Idempotency-Replayed"]),
            header => Assert.Contains(header, response.Headers)
        );
        if (reply.Text.Length == 0)
        {
            Assert.Empty(response.Content);
            return;
        }

        var body = reply.Json ?? JsonValue.Create(reply.Text);
        Assert.Empty(s_schemas.Faults(response.Content[reply.MediaType].Schema, body));
        if (reply.Code is not null)
        {
            Assert.Equal(reply.Status, body["status"]!.GetValue<int>());
            Assert.Contains(reply.Code, s_codes[reply.Status]);
            AssertTellsNothingInternal(reply.Text);
        }
    }

    private static void AssertTellsNothingInternal(string text) =>
        Assert.All(
            ["   at ", "Exception", "FlexFunctions", "System.", ".cs", "Secret"],
            hint => Assert.DoesNotContain(hint, text, StringComparison.Ordinal)
        );

    /// <summary>Returns the path and kind of every value. The items of a list are merged.</summary>
    private static IEnumerable<string> Shape(JsonNode? node, string at = "$") =>
        (
            node switch
            {
                JsonObject fields => fields.SelectMany(field => Shape(field.Value, $"{at}.{field.Key}")),
                JsonArray items => items.SelectMany(item => Shape(item, $"{at}[]")),
                _ => [$"{at}: {node?.GetValueKind()}"],
            }
        ).Distinct();
}
