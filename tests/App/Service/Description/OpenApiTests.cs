using System.Text.Json.Nodes;

namespace FlexFunctions.App.Tests;

/// <summary>openapi.yaml against the functions: no call, answer or code of theirs is missing in it, and none is too much.</summary>
public sealed class OpenApiTests
{
    /// <summary>The status of every code that a call can be refused with, as DESIGN has it.</summary>
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
            "meter-full",
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
    public async Task Every_route_is_described_and_every_description_is_of_a_route()
    {
        await using var rig = new Rig();

        Assert.Equal(
            rig.Functions.Index.Http.SelectMany(function =>
                    function.Methods.Select(method => $"{method} /{function.Route} {function.Name}")
                )
                .Order(StringComparer.Ordinal),
            s_api
                .Operations.Select(operation => $"{operation.Method} {operation.Path} {operation.Id}")
                .Order(StringComparer.Ordinal)
        );
    }

    [Theory, MemberData(nameof(Operations))]
    public async Task Every_outcome_that_is_described_comes_about_and_no_other(string id)
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

    /// <summary>The example of the request, made where the story of the examples is so far, is answered by the example.</summary>
    [Theory, MemberData(nameof(Operations))]
    public async Task An_example_has_the_shape_of_the_real_answer(string id)
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
    public void Every_example_is_as_its_schema_says(string id)
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
    public async Task The_order_of_the_examples_is_the_one_that_their_purchase_buys()
    {
        await using var stage = await ApiStage.SetAsync(s_api);

        var bought = await stage.DoneAsync(stage.Request("PurchaseOrder"));

        Assert.Equal(bought.Json!["id"]!.GetValue<string>(), stage.Request("GetOrder").Values["order"]);
    }

    [Fact]
    public void Every_code_has_the_status_that_it_stands_for()
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
    public void Open_are_the_calls_that_are_described_without_a_token()
    {
        Assert.Equal(
            ["GetDocs", "GetDocsFile", "GetHealth", "GetOpenApi", "GetPrices", "GetQuote", "GetRates"],
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

    /// <summary>Every path to a value with its kind; of a list, that of its items in all.</summary>
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
