namespace Portal.Runs;

/// <summary>The store cannot be opened, read or written. The message names the file and the remedy.</summary>
public sealed class StoreException(string message, Exception? inner = null) : Exception(message, inner);
