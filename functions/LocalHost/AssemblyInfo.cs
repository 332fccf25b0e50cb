using System.Runtime.CompilerServices;

// Tests look into group commit and scan single types.
[assembly: InternalsVisibleTo("FlexFunctions.LocalHost.Tests")]
[assembly: InternalsVisibleTo("FlexFunctions.AzureHost.Tests")]
