using System.Collections.Immutable;
using CsCheck;
using FlexFunctions.Domain.Tests.Building;

namespace FlexFunctions.Domain.Tests.Properties;

/// <summary>A list of events may be split into batches anywhere, by the caller or by the limits of a commit.</summary>
public sealed class BatchingTests
{
    private static readonly CommitLimits s_unlimited = new(int.MaxValue, int.MaxValue, int.MaxValue);

    private sealed record Split(Story Story, int[] Lengths, int Rows)
    {
        public override string ToString() => $"batches of {string.Join(' ', Lengths)}, {Rows} rows, {Story}";
    }

    private static readonly Gen<Split> s_split = Gen.Select(
        EventfulStory.Of(Gen.OneOf(Story.Funded(Settings.Any, 40), Story.ShortOfTokens(Settings.Any, 40)), further: 30),
        Gen.Int[1, 9].Array[1, 10],
        Gen.Int[6, 10],
        (story, lengths, rows) => new Split(story, lengths, rows)
    );

    [Fact]
    public void Splitting_a_list_of_events_anywhere_ends_in_the_same_postings() =>
        s_split.Sample(Check, iter: Iterations.Of(1_000), print: split => split.ToString());

    private static void Check(Split split)
    {
        var (story, lengths, rows) = split;
        var pool = new Team(Settings.Of(story.Terms), RateSchedule.Card);
        foreach (var bought in story.Steps.OfType<Step.Buys>().Take(2))
        {
            pool.Buy(bought.Order, bought.Tokens, bought.At);
        }

        UsageEvent[] events = [.. story.Steps.Select(EventOf).OfType<UsageEvent>()];
        if (events.Length == 0)
        {
            return;
        }

        var now = RateSchedule.Start;
        pool.GrantCredits("c1", 20, now.AddDays(1), now);
        var (after, outcomes, postings) = OneByOne(pool.Usage, events, story.Terms, now);
        var whole = Decide(pool.Usage, [events], story.Terms, s_unlimited, now);
        var pieces = Decide(pool.Usage, Cut(events, lengths), story.Terms, s_unlimited with { Rows = rows }, now);
        foreach (var batched in new[] { whole, pieces })
        {
            Assert.Equal(outcomes.Select(Text), batched.Outcomes.Select(Text));
            Assert.Equal(Canonical(postings), Canonical(batched.Postings));
            Assert.Equal(after.Pool.Remaining, batched.After.Pool.Remaining);
            Assert.Equal(after.Meters.Keys.ToHashSet(), batched.After.Meters.Keys.ToHashSet());
            Assert.Equal(after.Settled, batched.After.Settled);
        }
    }

    private static UsageEvent? EventOf(Step step, int number) =>
        step switch
        {
            Step.Sees sees => sees.Seen.AsEvent(number),
            Step.Makes makes => new ResultEvent(
                new EventRef("/properties", makes.Id),
                UserId.Of(makes.User),
                ProductId.Of(makes.Product),
                ResultId.Of("render"),
                makes.Quantity,
                makes.Time,
                makes.At
            ),
            _ => null,
        };

    /// <summary>What deciding means, without any batch: each event on what the one before left.</summary>
    private static (TeamUsage After, List<UsageOutcome> Outcomes, List<Posting> Postings) OneByOne(
        TeamUsage before,
        UsageEvent[] events,
        ReferenceModel.ReferenceOptions terms,
        DateTimeOffset now
    )
    {
        var (state, outcomes, postings) = (before, new List<UsageOutcome>(), new List<Posting>());
        foreach (var usage in events)
        {
            (state, var outcome, var lines) = state.Decide(usage, Settings.Of(terms), RateSchedule.Card, now);
            outcomes.Add(outcome);
            postings.AddRange(lines);
        }

        return (state, outcomes, postings);
    }

    private static (TeamUsage After, List<UsageOutcome> Outcomes, List<Posting> Postings) Decide(
        TeamUsage before,
        IEnumerable<UsageEvent[]> batches,
        ReferenceModel.ReferenceOptions terms,
        CommitLimits limits,
        DateTimeOffset now
    )
    {
        var (state, outcomes, postings) = (before, new List<UsageOutcome>(), new List<Posting>());
        foreach (var batch in batches)
        {
            for (var decided = 0; decided < batch.Length; )
            {
                var part = UsageBatch.Decide(
                    state,
                    batch.Skip(decided),
                    Settings.Of(terms),
                    RateSchedule.Card,
                    limits,
                    now
                );
                Assert.InRange(part.Outcomes.Length, 1, batch.Length - decided);
                var rows =
                    part.ChangedMeters.Length
                    + part.After.Pool.ChangedSince(state.Pool).Count()
                    + part.SettledResults.Length
                    + 3;
                Assert.Equal(
                    part.SettledResults.Select(settled => settled.Id).Order(StringComparer.Ordinal),
                    part.After.Settled.Keys.Except(state.Settled.Keys)
                        .Select(settled => settled.Id)
                        .Order(StringComparer.Ordinal)
                );
                Assert.True(part.Postings.IsEmpty || rows <= limits.Rows, $"{rows} rows");
                state = part.After;
                outcomes.AddRange(part.Outcomes);
                postings.AddRange(part.Postings);
                decided += part.Outcomes.Length;
            }
        }

        return (state, outcomes, postings);
    }

    private static IEnumerable<UsageEvent[]> Cut(UsageEvent[] events, int[] lengths)
    {
        var (from, batch) = (0, 0);
        while (from < events.Length)
        {
            var length = lengths[batch++ % lengths.Length];
            yield return [.. events.Skip(from).Take(length)];
            from += length;
        }
    }

    private static string Text(UsageOutcome outcome) => outcome.ToString();

    /// <summary>The postings as the journal writes them, for arrays in records compare by reference.</summary>
    private static string Canonical(List<Posting> postings) =>
        JournalBlock
            .Sealed(Team.Account, Team.Id, 1, 1, RateSchedule.Start, BlockHash.None, [.. postings])
            .CanonicalText;
}
