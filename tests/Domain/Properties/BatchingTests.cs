using System.Collections.Immutable;
using CsCheck;
using FlexFunctions.Domain.Tests.Building;

namespace FlexFunctions.Domain.Tests.Properties;

/// <summary>A list of events can be split into batches at any point (R4).</summary>
public sealed class BatchingTests
{
    private sealed record Split(Story Story, int[] Lengths)
    {
        public override string ToString() => $"batches of {string.Join(' ', Lengths)}, {Story}";
    }

    private static readonly Gen<Split> s_split = Gen.Select(
        EventfulStory.Of(Gen.OneOf(Story.Funded(Settings.Any, 40), Story.ShortOfTokens(Settings.Any, 40)), further: 30),
        Gen.Int[1, 9].Array[1, 10],
        (story, lengths) => new Split(story, lengths)
    );

    [Fact]
    public void Splitting_events_into_batches_does_not_change_the_postings() =>
        s_split.Sample(Check, iter: Iterations.Of(1_000), print: split => split.ToString());

    private static void Check(Split split)
    {
        var (story, lengths) = split;
        var pool = new Team(Settings.Of(story.Options), RateSchedule.Card);
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
        var context = pool.Context(now);
        var (after, outcomes, postings) = DecideOneByOne(pool.Usage, events, context);
        foreach (var batches in new[] { [events], SplitInto(events, lengths) })
        {
            var batched = Decide(pool.Usage, batches, context);
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
            Step.Sends sends => sends.Sent.AsEvent(number),
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

    /// <summary>Decides each event on the state after the previous one, without batches.</summary>
    private static (TeamUsage After, List<UsageOutcome> Outcomes, List<Posting> Postings) DecideOneByOne(
        TeamUsage before,
        UsageEvent[] events,
        MeteringContext context
    )
    {
        var (state, outcomes, postings) = (before, new List<UsageOutcome>(), new List<Posting>());
        foreach (var usage in events)
        {
            var decision = state.Decide(usage, context);
            state = decision.After;
            outcomes.Add(decision.Outcome);
            postings.AddRange(decision.Postings);
        }

        return (state, outcomes, postings);
    }

    private static (TeamUsage After, List<UsageOutcome> Outcomes, List<Posting> Postings) Decide(
        TeamUsage before,
        IEnumerable<UsageEvent[]> batches,
        MeteringContext context
    )
    {
        var (state, outcomes, postings) = (before, new List<UsageOutcome>(), new List<Posting>());
        foreach (var events in batches)
        {
            var batch = UsageBatch.Of(state);
            foreach (var usage in events)
            {
                var decision = batch.After.Decide(usage, context);
                batch = batch.With(decision);
                outcomes.Add(decision.Outcome);
            }

            postings.AddRange(batch.Postings);
            state = Commit(state, batch);
        }

        return (state, outcomes, postings);
    }

    /// <summary>Returns the state after a commit that writes only what the batch lists as changed.</summary>
    private static TeamUsage Commit(TeamUsage before, UsageBatch batch) =>
        before with
        {
            Pool = batch.Postings.IsEmpty ? before.Pool : batch.After.Pool,
            Meters = before.Meters.SetItems(
                batch.ChangedMeters.Select(key => KeyValuePair.Create(key, batch.After.Meter(key)))
            ),
            Settled = before.Settled.AddRange(
                batch.SettledResults.Select(result => KeyValuePair.Create(result, batch.After.Settled[result]))
            ),
        };

    private static IEnumerable<UsageEvent[]> SplitInto(UsageEvent[] events, int[] lengths)
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

    /// <summary>Returns the canonical text of the postings, because arrays in records compare by reference.</summary>
    private static string Canonical(List<Posting> postings) =>
        JournalBlock
            .Sealed(Team.Account, Team.Id, 1, 1, RateSchedule.Start, BlockHash.None, [.. postings])
            .CanonicalText;
}
