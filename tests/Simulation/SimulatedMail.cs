using FlexFunctions.Simulation.Audit;

namespace FlexFunctions.Simulation;

/// <summary>The mail service, which remembers the mails that it accepted.</summary>
internal sealed class SimulatedMail(Auditor auditor)
{
    private readonly HashSet<Guid> _taken = [];

    /// <summary>Creates the mail sender of an instance.</summary>
    public IMailSender Of(Instance instance, Scheduler world, Faults faults) =>
        new Sender(this, instance, world, faults);

    private sealed class Sender(SimulatedMail service, Instance instance, Scheduler world, Faults faults) : IMailSender
    {
        public async Task<SendOutcome> SendAsync(OutgoingMail mail, CancellationToken cancellationToken)
        {
            await instance.ContinueAsync();
            var dice = Call.Current.Operation.Dice;
            var fault = faults.OfMail(dice);
            await world.DelayAsync(TimeSpan.FromMilliseconds(dice.Next(50, 3_000)));
            await instance.ContinueAsync();
            if (fault == FaultKind.CrashBefore)
            {
                await instance.CrashAsync();
            }

            if (fault == FaultKind.MailDown)
            {
                return new SendOutcome.NotNow("Try later.", ServerIsDown: dice.Next(2) == 0);
            }

            service._taken.Add(mail.OperationId);
            service.Record(mail);
            if (fault == FaultKind.CrashAfter)
            {
                await instance.CrashAsync();
            }

            return fault == FaultKind.AnswerLost
                ? new SendOutcome.Unsure("The answer was lost.")
                : new SendOutcome.Sent();
        }

        public async Task<SendOutcome?> AskAsync(OutgoingMail mail, CancellationToken cancellationToken)
        {
            await instance.ContinueAsync();
            await world.DelayAsync(TimeSpan.FromMilliseconds(Call.Current.Operation.Dice.Next(50, 3_000)));
            await instance.ContinueAsync();
            return service._taken.Contains(mail.OperationId) ? new SendOutcome.Sent() : null;
        }
    }

    private void Record(OutgoingMail mail) => auditor.Mailed(mail.OperationId.ToString("D"), mail.Recipient);
}
