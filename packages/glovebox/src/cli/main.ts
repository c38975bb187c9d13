import { Command, CommanderError } from 'commander';
import { VERSION } from '../version.ts';
import { addAttestOptions, addVerifyOptions } from './attest-options.ts';
import { addCacheCommand } from './cache.ts';
import { EXIT, exitOfError } from './exit.ts';
import { addGateOptions } from './gate-options.ts';
import { addHookCommand } from './hook-options.ts';
import { addImagesCommand } from './images.ts';
import { onInterrupt } from './interrupt.ts';
import {
  addCheckOptions,
  addDoctorOptions,
  addEvalOptions,
  addExplainOptions,
  addInspectOptions,
  addMcpOptions,
  addRenderOptions,
  addRunOptions,
} from './options.ts';
import { describeError, writeLog } from './output.ts';
import { addOverrideCommand } from './override-options.ts';
import { addPolicyCommand } from './policy-command.ts';
import { addServeOptions } from './serve-options.ts';

// A reader that went away (`glovebox check … | head -1`) is no failure; without a listener it would be an exception.
process.stdout.on('error', ignoreClosedPipe);
process.stderr.on('error', ignoreClosedPipe);

const interrupt = onInterrupt();
process.exit(await main(process.argv));

/** Parses the command line, runs the command, and gives the exit code of the contract in cli/exit.ts. */
async function main(argv: readonly string[]): Promise<number> {
  let exitCode: number = EXIT.allow;
  const program = commandLine((code) => {
    exitCode = code;
  });
  try {
    await program.parseAsync([...argv]);
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.allow : EXIT.failure;
    const interrupted = interrupt.exitCode();
    if (interrupted !== undefined) return interrupted;
    await writeLog(describeError(error, (process.env.GLOVEBOX_DEBUG ?? '') !== ''));
    return exitOfError(error);
  }
}

/** Each command's code is loaded when it is used: `run` must not wait for the parser and the rules of `check`. */
function commandLine(end: (exitCode: number) => void): Command {
  const program = new Command('glovebox')
    .description(
      'Run code a language model wrote where it can do no harm, watch what it really does, and decide with evidence.',
    )
    .version(VERSION)
    .exitOverride();

  addCheckOptions(sub('check', 'examine a file, a directory or standard input (-), and judge it'))
    .argument('[args...]', 'for the program, after --')
    .action(async (path, args, options) =>
      end(await (await import('./check.ts')).checkCommand(path, args, options, interrupt.signal)),
    );
  addRunOptions(sub('run', 'run it isolated, print what it prints, and end as it ends'))
    .argument('[args...]', 'for the program, after --')
    .action(async (path, args, options) =>
      end(await (await import('./run.ts')).runCommand(path, args, options, interrupt.signal)),
    );
  addInspectOptions(program.command('inspect').description('list what it could do, without running it'))
    .argument('<paths...>', 'what to examine, each by itself')
    .action(async (paths, options) => end(await (await import('./inspect.ts')).inspectCommand(paths, options)));
  addDoctorOptions(program.command('doctor').description('try which isolation works on this machine')).action(
    async (options) => end(await (await import('./doctor.ts')).doctorCommand(options)),
  );
  addEvalOptions(program.command('eval').description('score verdicts against the labels of corpora'))
    .argument('<corpora...>', 'files with one JSON object a line: id, language, label, category, code')
    .action(async (paths, options) =>
      end(await (await import('./eval.ts')).evalCommand(paths, options, interrupt.signal)),
    );
  addGateOptions(
    program.command('gate').description('decide about a change by what it does that its base does not'),
  ).action(async (options) => end(await (await import('./gate.ts')).gateCommand(options, interrupt.signal)));
  addRenderOptions(
    program.command('render').description('write a stored JSON report, or a gate’s result, anew in any format'),
  )
    .argument('<report>', 'a file that --format json wrote, or - for standard input')
    .action(async (path, options) => end(await (await import('./render.ts')).renderCommand(path, options)));
  addAttestOptions(
    sub('attest', 'examine it and sign the verdict, for verify and for what guards a deployment'),
  ).action(async (path, options) =>
    end(await (await import('./attest.ts')).attestCommand(path, options, interrupt.signal)),
  );
  addVerifyOptions(program.command('verify').description('tell whether a signed verdict vouches for it, offline'))
    .argument('[path]', 'what is to be deployed')
    .action(async (path, options) => end(await (await import('./verify.ts')).verifyCommand(path, options)));
  addServeOptions(
    program.command('serve').description('guard what a cluster deploys, as its admission webhook'),
  ).action(async (options) => end(await (await import('./serve.ts')).serveCommand(options, interrupt.signal)));
  addExplainOptions(
    program.command('explain').description('tell what a rule finds, why, and what to do; score: what risk means'),
  )
    .argument('[rule]', 'its name; all rules without one')
    .action(async (rule, options) => end(await (await import('./explain.ts')).explainCommand(rule, options)));
  program
    .command('lsp')
    .description('serve an editor: findings while you type, runs in the background')
    .option('--stdio', 'over standard input and output, the only way there is')
    .action(async () => end(await (await import('./lsp.ts')).lspCommand()));
  addMcpOptions(program.command('mcp').description('serve tools for agents: check, run, inspect, over MCP')).action(
    async (options) => end(await (await import('./mcp.ts')).mcpCommand(options, interrupt.signal)),
  );
  addPolicyCommand(program, end, interrupt.signal);
  addImagesCommand(program, end);
  addCacheCommand(program, end);
  addHookCommand(program, end);
  addOverrideCommand(program, end);
  pointToHelp(program, 'glovebox');
  return program;

  function sub(name: string, description: string): Command {
    return program.command(name).description(description).argument('<path>', 'what to examine');
  }
}

/** Whoever mistypes an option is told where that command's own are. */
function pointToHelp(command: Command, name: string): void {
  command.showHelpAfterError(`(${name} --help shows what there is)`);
  for (const sub of command.commands) pointToHelp(sub, `${name} ${sub.name()}`);
}

function ignoreClosedPipe(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error;
}
