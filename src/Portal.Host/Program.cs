using System.CommandLine;
using Portal.Host.Commands;

var root = new RootCommand("Portal.Host: owns the device; serves local models and trains the bundled one.")
{
    ServeCommand.Create(),
    StudyCommand.Create(),
    TrainDemoCommand.Create(),
};
return await root.Parse(args).InvokeAsync();
