using FlexFunctions.Domain;

namespace FlexFunctions.App;

/// <summary>The expected use in the body of an estimate (R22).</summary>
/// <param name="Country">The country of the buyer.</param>
/// <param name="Uses">The uses of products.</param>
/// <param name="Results">The results.</param>
public sealed record EstimateRequest(
    string Country,
    IReadOnlyList<EstimateRequest.Use> Uses,
    IReadOnlyList<EstimateRequest.ResultUse> Results
)
{
    private const int MaxUses = 50;
    private const int MaxPeople = 10_000;
    private const int MaxDays = 366;
    private const decimal MaxQuantity = 1_000_000;

    /// <summary>People who each use a product on some days a year.</summary>
    public sealed record Use(ProductId Product, int People, int DaysPerYear);

    /// <summary>A quantity of a kind of result a year.</summary>
    public sealed record ResultUse(ProductId Product, ResultId Result, decimal Quantity);

    /// <summary>Reads the body.</summary>
    public static EstimateRequest Read(JsonBody body) =>
        new(
            body.Text("country", 2),
            body.Objects(
                "uses",
                MaxUses,
                use => new Use(
                    use.Id("product", ProductId.Of),
                    (int)use.WholeNumber("people", 1, MaxPeople),
                    (int)use.WholeNumber("daysPerYear", 1, MaxDays)
                )
            ),
            body.Objects(
                "results",
                MaxUses,
                result => new ResultUse(
                    result.Id("product", ProductId.Of),
                    result.Id("result", ResultId.Of),
                    result.Amount("quantity", 0, MaxQuantity)
                )
            )
        );
}
