namespace FlexFunctions.Storage.Tests;

public sealed class RowSizeTests
{
    [Fact]
    public void Row_size_equals_the_size_in_Azure_Tables()
    {
        // 4 + 2 × (7 + 3) for the keys; 8 + 2 × 1 plus its value for each property.
        var row = TestRow.Of("key", ("s", "abc"), ("n", 1L), ("b", new byte[5]));
        Assert.Equal(24 + (10 + 4 + 6) + (10 + 8) + (10 + 4 + 5), RowSize.EntityBytes("account", row));
    }

    [Fact]
    public void Escaped_characters_count_with_their_escape()
    {
        var plain = Payload("aaaa");
        Assert.Equal(plain + (4 * 5), Payload("漢漢漢漢"));
        Assert.Equal(plain + (4 * 5), Payload("\"\\+\0"));
    }

    [Fact]
    public void Delete_counts_only_its_frame_and_keys() =>
        Assert.Equal(1024 + 7 + 3, RowSize.PayloadBytes("account", new RowOperation.Delete("key", "1")));

    [Fact]
    public void Insert_counts_as_much_as_a_replace()
    {
        var row = TestRow.Of("key", ("s", "abc"));
        Assert.Equal(
            RowSize.PayloadBytes("account", new RowOperation.Insert(row)),
            RowSize.PayloadBytes("account", new RowOperation.Replace(row, "1"))
        );
    }

    private static int Payload(string text) => RowSize.PayloadBytes("account", TestRow.Insert("key", ("Text", text)));
}
