using System.Runtime.CompilerServices;

[assembly: InternalsVisibleTo("FlexFunctions.AzureHost.Tests")]
