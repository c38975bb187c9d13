-- Glovebox in Neovim, 0.7 or newer: put this into init.lua, or load it with :luafile.
-- Findings come while you type; saving runs the file in the sandbox. :LspHover on a line shows the evidence.
local command = vim.env.GLOVEBOX_COMMAND and vim.split(vim.env.GLOVEBOX_COMMAND, ' ') or { 'npx', 'glovebox' }

local function root_of(path)
  local marks = vim.fs and vim.fs.find({ 'glovebox.policy.yaml', '.git' }, { path = path, upward = true }) or {}
  return marks[1] and vim.fs.dirname(marks[1]) or vim.fn.fnamemodify(path, ':p:h')
end

local clients = {}

vim.api.nvim_create_autocmd('FileType', {
  pattern = { 'python', 'javascript', 'javascriptreact', 'typescript', 'typescriptreact', 'sh', 'bash' },
  callback = function(event)
    local root = root_of(vim.api.nvim_buf_get_name(event.buf))
    clients[root] = clients[root] or vim.lsp.start_client({
      name = 'glovebox',
      cmd = vim.list_extend(vim.deepcopy(command), { 'lsp', '--stdio' }),
      root_dir = root,
      workspace_folders = { { uri = vim.uri_from_fname(root), name = root } },
    })
    vim.lsp.buf_attach_client(event.buf, clients[root])
  end,
})

-- :GloveboxRun runs the file as it stands, saved or not.
vim.api.nvim_create_user_command('GloveboxRun', function()
  vim.lsp.buf.execute_command({ command = 'glovebox.run', arguments = { vim.uri_from_bufnr(0) } })
end, {})
