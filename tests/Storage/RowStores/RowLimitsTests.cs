using static FlexFunctions.Storage.Tests.TestRow;

namespace FlexFunctions.Storage.Tests;

/// <summary>
/// The messages of the limits name row, property and limit. <see cref="RowStoreSuite"/> tests that every adapter
/// applies them.
/// </summary>
public sealed class RowLimitsTests
{
    [Theory]
    [InlineData("ab")]
    [InlineData("1abc")]
    [InlineData("Tables")]
    [InlineData("with-hyphen")]
    public void Invalid_table_name_is_rejected(string table)
    {
        var message = $"'{table}' cannot name a table: 3 to 63 letters and digits, a letter first, and not 'tables'.";
        AssertRejected(message, () => RowLimits.CheckRead(table, "account", "row"));
        AssertRejected(message, () => RowLimits.CheckRange(table, "account", "a", "b", 1));
        AssertRejected(message, () => RowLimits.CheckCommit(table, "account", [Insert("row")]));
    }

    [Theory]
    [InlineData("abc")]
    [InlineData("A23")]
    [InlineData("tablesX")]
    public void Table_name_of_letters_and_digits_is_accepted(string table)
    {
        RowLimits.CheckRead(table, "account", "row");
        RowLimits.CheckRange(table, "account", "a", "b", 1);
        RowLimits.CheckCommit(table, "account", [Insert("row")]);
    }

    [Theory]
    [InlineData("a/b", "U+002F")]
    [InlineData("a\tb", "U+0009")]
    [InlineData("a b", "U+0020")]
    public void Key_with_an_invalid_character_is_rejected(string key, string character)
    {
        var rest = $"key '{key}' holds {character}, which no key may hold.";
        AssertRejected($"The partition {rest}", () => RowLimits.CheckRead("Ledger", key, "row"));
        AssertRejected($"The row {rest}", () => RowLimits.CheckRead("Ledger", "account", key));
        AssertRejected($"The partition {rest}", () => RowLimits.CheckRange("Ledger", key, "a", "b", 1));
        AssertRejected($"The partition {rest}", () => RowLimits.CheckCommit("Ledger", key, [Insert("row")]));
        AssertRejected($"The row {rest}", () => Commit(Insert(key)));
        AssertRejected($"The {rest}", () => RowNames.CheckKey(key));
    }

    [Fact]
    public void Key_with_an_invalid_length_is_rejected()
    {
        AssertRejected(
            "The partition key '' has 0 characters; 1 to 512 are allowed.",
            () => RowLimits.CheckRead("Ledger", "", "row")
        );
        var key = new string('k', 513);
        AssertRejected(
            $"The row key '{key}' has 513 characters; 1 to 512 are allowed.",
            () => RowLimits.CheckRead("Ledger", "account", key)
        );
    }

    [Fact]
    public void Bound_can_be_one_character_longer_than_a_key()
    {
        var bound = new string('k', 513);
        RowLimits.CheckRange("Ledger", "account", bound, bound, 1);

        const string Message = "A range's bound has 514 characters; at most 513 are allowed.";
        AssertRejected(Message, () => RowLimits.CheckRange("Ledger", "account", bound + "k", "z", 1));
        AssertRejected(Message, () => RowLimits.CheckRange("Ledger", "account", "a", bound + "k", 1));
    }

    [Fact]
    public void Bound_with_an_invalid_character_is_rejected() =>
        AssertRejected(
            "A range's bound holds U+0000, which no bound may hold.",
            () => RowLimits.CheckRange("Ledger", "account", "a", "b\0", 1)
        );

    [Theory]
    [InlineData(0, false)]
    [InlineData(1, true)]
    [InlineData(1_000, true)]
    [InlineData(1_001, false)]
    public void Range_has_1_to_1000_rows(int atMost, bool isAllowed)
    {
        var error = Record.Exception(() => RowLimits.CheckRange("Ledger", "account", "a", "b", atMost));
        Assert.Equal(isAllowed, error is null);
        Assert.Equal(isAllowed ? null : "atMost", (error as ArgumentOutOfRangeException)?.ParamName);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(101)]
    public void Commit_with_too_few_or_too_many_operations_is_rejected(int count) =>
        AssertRejected(
            $"A commit has 1 to 100 operations, not {count}.",
            () => Commit([.. Enumerable.Range(0, count).Select(row => Insert($"row-{row}"))])
        );

    [Fact]
    public void Row_written_twice_is_rejected() =>
        AssertRejected(
            "The row 'a' is written twice by one commit.",
            () => Commit(Insert("a"), Insert("A"), new RowOperation.Delete("a", "1"))
        );

    [Theory]
    [InlineData("")]
    [InlineData("*")]
    [InlineData(null)]
    public void Write_without_an_entity_tag_is_rejected(string? etag)
    {
        const string Message = "The write of row 'a' names no entity tag.";
        AssertRejected(Message, () => Commit(new RowOperation.Replace(Of("a"), etag!)));
        AssertRejected(Message, () => Commit(new RowOperation.Delete("a", etag!)));
    }

    [Fact]
    public void Row_with_too_many_properties_is_rejected() =>
        AssertRejected(
            "The row 'a' has 253 properties; at most 252 are allowed.",
            () => Commit(Insert("a", [.. Enumerable.Range(0, 253).Select(property => ($"P{property}", (object)1L))]))
        );

    [Theory]
    [InlineData("")]
    [InlineData("9nine")]
    [InlineData("with.dot")]
    [InlineData("Timestamp")]
    public void Property_with_an_invalid_name_is_rejected(string name)
    {
        var message =
            $"The row 'a' has a property '{name}'; a name is an identifier of 1 to 255 ASCII letters, digits and "
            + "underscores, and not PartitionKey, RowKey or Timestamp.";
        AssertRejected(message, () => Commit(Insert("a", (name, 1L))));
        AssertRejected(message, () => Commit(new RowOperation.Replace(Of("a", (name, 1L)), "1")));
    }

    [Fact]
    public void Value_that_is_too_long_is_rejected()
    {
        AssertRejected(
            "The property 'Body' of row 'a' has 32769 characters; at most 32768 are allowed.",
            () => Commit(Insert("a", ("Body", new string('x', 32_769))))
        );
        AssertRejected(
            "The property 'Body' of row 'a' has 65537 bytes; at most 65536 are allowed.",
            () => Commit(Insert("a", ("Body", new byte[65_537])))
        );
        Commit(Insert("a", ("Text", new string('x', 32_768)), ("Bytes", new byte[65_536])));
    }

    [Fact]
    public void Value_of_an_unsupported_type_is_rejected()
    {
        AssertRejected(
            "The property 'Body' of row 'a' is of type Int32; it must be a string, a long or a byte array.",
            () => Commit(Insert("a", ("Body", 1)))
        );
        AssertRejected(
            "The property 'Body' of row 'a' is of type null; it must be a string, a long or a byte array.",
            () => Commit(Insert("a", ("Body", null!)))
        );
    }

    [Fact]
    public void Text_with_half_a_surrogate_pair_is_rejected()
    {
        const string Message = "The property 'Body' of row 'a' holds a surrogate without its other half.";
        // Built at run time, because a source file cannot contain such text.
        var (high, low) = ('\uD83D', '\uDE00');
        foreach (
            var text in (string[])[$"{high}", $"{low}", $"{low}{high}", $"😀{high}", $"😀{low}", $"{high}{high}{low}"]
        )
        {
            AssertRejected(Message, () => Commit(Insert("a", ("Body", text))));
        }

        Commit(Insert("a", ("Body", "😀😀 and 😀")));
    }

    [Fact]
    public void Row_that_is_too_large_is_rejected()
    {
        // 4 + 2 × 8 for the keys account and a; 16 properties of 8 + 2 × 3 + 4 plus their bytes.
        const int Beside = 4 + 16 + (16 * 18);
        var properties = Enumerable
            .Range(0, 16)
            .Select(property => ($"P{property:00}", (object)new byte[65_516]))
            .ToArray();
        properties[15].Item2 = new byte[(1024 * 1024) - Beside - (15 * 65_516)];
        Commit(Insert("a", properties));

        properties[0].Item2 = new byte[65_517];
        AssertRejected(
            "The row 'a' has 1048577 bytes; at most 1048576 are allowed.",
            () => Commit(Insert("a", properties))
        );
    }

    [Fact]
    public void Commit_that_is_too_large_is_rejected()
    {
        // 64 KiB are 87,384 bytes in base64. The overhead is 1,024 bytes for the request, 1,024 for an operation and 48
        // for each of three properties. Keys occur in URL and body, names twice.
        const int Each = 1_024 + (2 * (7 + 2)) + (3 * 48) + (2 * 4) + 87_384;
        const int Count = ((4 * 1024 * 1024) - 1_024) / Each;
        var operations = Enumerable
            .Range(0, Count)
            .Select(row => Insert($"{row:00}", ("Body", new byte[65_536])))
            .ToList();
        Commit([.. operations]);

        operations.Add(Insert("zz", ("Body", new byte[65_536])));
        AssertRejected(
            $"The commit of {Count + 1} operations, '00' first, makes a request of about {1_024 + ((Count + 1) * Each)} bytes; "
                + "at most 4194304 are allowed.",
            () => Commit([.. operations])
        );
    }

    [Fact]
    public void Commit_of_exactly_the_maximum_size_is_accepted()
    {
        var operations = Enumerable
            .Range(0, 47)
            .Select(row => Insert($"{row:00}", ("Body", new byte[65_536])))
            .ToList();
        var left =
            RowLimits.MaxPayloadBytes
            - RowSize.EnvelopeBytes
            - operations.Sum(operation => RowSize.PayloadBytes("account", operation))
            - RowSize.PayloadBytes("account", Insert("z", ("Body", "")));
        Assert.InRange(left, 1, 32_000);

        operations.Add(Insert("z", ("Body", new string('x', left))));
        Commit([.. operations]);
        operations[^1] = Insert("z", ("Body", new string('x', left + 1)));
        Assert.Contains(
            $"about {RowLimits.MaxPayloadBytes + 1} bytes",
            Assert.Throws<ArgumentException>(() => Commit([.. operations])).Message,
            StringComparison.Ordinal
        );
    }

    private static void AssertRejected(string message, Action check) =>
        Assert.Equal(message, Assert.Throws<ArgumentException>(check).Message);

    private static void Commit(params RowOperation[] operations) =>
        RowLimits.CheckCommit("Ledger", "account", operations);
}
