using System.Runtime.CompilerServices;

// Tests use the commit loop and scan single types.
[assembly: InternalsVisibleTo("FlexFunctions.LocalHost.Tests")]
[assembly: InternalsVisibleTo("FlexFunctions.AzureHost.Tests")]
