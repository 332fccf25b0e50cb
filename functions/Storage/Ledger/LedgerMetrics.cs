using System.Diagnostics.Metrics;
using FlexFunctions.Domain;
using Instruments = System.Diagnostics.Metrics.Meter;

namespace FlexFunctions.Storage;

/// <summary>
/// Counts what commits of the ledger come to: each once, when it is known that it stands, however often it was tried.
/// A commit whose answer was lost and that nobody asked for afterwards is not counted: the journal is the truth.
/// </summary>
public sealed class LedgerMetrics
{
    private readonly Counter<long> _commits;
    private readonly Counter<long> _conflicts;
    private readonly Counter<long> _charges;
    private readonly Counter<double> _charged;
    private readonly Counter<long> _reversals;
    private readonly Counter<double> _reversed;
    private readonly Counter<long> _declines;

    /// <param name="meter">Named <see cref="Instrumentation.Name"/>; whoever made it disposes of it.</param>
    public LedgerMetrics(Instruments meter)
    {
        ArgumentNullException.ThrowIfNull(meter);
        _commits = meter.CreateCounter<long>("flex.commits", "{commit}", "Commits of the ledger that stand.");
        _conflicts = meter.CreateCounter<long>(
            "flex.conflicts",
            "{conflict}",
            "Commits that were too late, for somebody else had changed what they were decided on; decided again."
        );
        _charges = meter.CreateCounter<long>("flex.charges", "{charge}", "Charges posted, of windows and of results.");
        _charged = meter.CreateCounter<double>(
            "flex.tokens.charged",
            "{token}",
            "Tokens of the charges posted; results that cloud credits paid cost none."
        );
        _reversals = meter.CreateCounter<long>(
            "flex.reversals",
            "{reversal}",
            "Charges reversed, for a late event moved their window (R4)."
        );
        _reversed = meter.CreateCounter<double>(
            "flex.tokens.reversed",
            "{token}",
            "Tokens of the charges reversed, whatever they pay or go back to."
        );
        _declines = meter.CreateCounter<long>("flex.declines", "{decline}", "Declined lines posted (R9).");
    }

    /// <summary>Counts a commit that stands, and what it posted.</summary>
    internal void CountCommit(IReadOnlyCollection<Posting> postings)
    {
        _commits.Add(1);
        foreach (var posting in postings)
        {
            Count(posting);
        }
    }

    /// <summary>Counts a lost race.</summary>
    internal void CountConflict() => _conflicts.Add(1);

    private void Count(Posting posting)
    {
        switch (posting)
        {
            case Posting.Charged { Charge.Rate: var rate }:
                CountCharge(rate);
                break;
            case Posting.ResultCharged { Charge: var charge }:
                CountCharge(charge.Unit == GrantUnit.Tokens ? charge.Cost : Tokens.Zero);
                break;
            case Posting.Reversed { Reversal.Rate: var rate }:
                _reversals.Add(1);
                _reversed.Add((double)rate.Value);
                break;
            case Posting.Declined:
                _declines.Add(1);
                break;
            default:
                // What is bought, moved, returned or expires is no usage.
                break;
        }
    }

    private void CountCharge(Tokens tokens)
    {
        _charges.Add(1);
        _charged.Add((double)tokens.Value);
    }
}
