using System.Globalization;

namespace FlexFunctions.Domain.Tests.Building;

/// <summary>Parses UTC times such as <c>2026-11-02 08:00</c> (a Monday), with optional seconds.</summary>
public static class When
{
    public static readonly TimeSpan Tick = TimeSpan.FromTicks(1);

    public static DateTimeOffset At(string text) =>
        DateTimeOffset.ParseExact(
            text,
            ["yyyy-MM-dd HH:mm", "yyyy-MM-dd HH:mm:ss"],
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal
        );

    public static DateTimeOffset Monday(string clock) => At("2026-11-02 " + clock);

    public static DateTimeOffset Tuesday(string clock) => At("2026-11-03 " + clock);

    public static DateTimeOffset Wednesday(string clock) => At("2026-11-04 " + clock);

    public static DateTimeOffset Thursday(string clock) => At("2026-11-05 " + clock);
}
