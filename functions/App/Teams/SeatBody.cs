namespace FlexFunctions.App;

/// <summary>Whether a user holds a seat, as the API shows it (R8).</summary>
/// <param name="Team">The team.</param>
/// <param name="Product">The product.</param>
/// <param name="User">The user.</param>
/// <param name="Held">True if the user holds a seat of it now.</param>
/// <param name="Seats">How many seats of it the team has.</param>
/// <param name="HeldInAll">How many of them users hold.</param>
public sealed record SeatBody(string Team, string Product, string User, bool Held, int Seats, int HeldInAll);
