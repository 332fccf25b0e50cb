using System.Diagnostics.Metrics;
using FlexFunctions.Domain;
using Instruments = System.Diagnostics.Metrics.Meter;

namespace FlexFunctions.Storage;

/// <summary>
/// Counts commits of the ledger and their postings: each commit once, when it is known to be applied. A commit whose answer
/// was lost and never asked for is not counted; the journal is authoritative.
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

    /// <param name="meter">The meter <see cref="Instrumentation.Name"/>; the caller disposes of it.</param>
    public LedgerMetrics(Instruments meter)
    {
        ArgumentNullException.ThrowIfNull(meter);
        _commits = meter.CreateCounter<long>("flex.commits", "{commit}", "Applied commits of the ledger.");
        _conflicts = meter.CreateCounter<long>(
            "flex.conflicts",
            "{conflict}",
            "Commits that lost a race, because a row had changed since it was read; they are decided again."
        );
        _charges = meter.CreateCounter<long>("flex.charges", "{charge}", "Posted charges of windows and results.");
        _charged = meter.CreateCounter<double>(
            "flex.tokens.charged",
            "{token}",
            "Tokens of the posted charges; results paid with cloud credits count as zero."
        );
        _reversals = meter.CreateCounter<long>(
            "flex.reversals",
            "{reversal}",
            "Reversed charges, whose window a late event moved (R4)."
        );
        _reversed = meter.CreateCounter<double>(
            "flex.tokens.reversed",
            "{token}",
            "Tokens of the reversed charges, whether carried, given back or lapsed."
        );
        _declines = meter.CreateCounter<long>("flex.declines", "{decline}", "Posted declined lines (R9).");
    }

    /// <summary>Counts an applied commit and its postings.</summary>
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
                // The other kinds are not usage.
                break;
        }
    }

    private void CountCharge(Tokens tokens)
    {
        _charges.Add(1);
        _charged.Add((double)tokens.Value);
    }
}
