namespace Portal.Models.Checkpoints;

/// <summary>A checkpoint cannot be used; the message names the file, the key and the remedy.</summary>
public sealed class CheckpointException : IOException
{
    public CheckpointException()
    {
    }

    public CheckpointException(string message)
        : base(message)
    {
    }

    public CheckpointException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
