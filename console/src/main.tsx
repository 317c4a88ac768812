// The entrance of the pages: language, look, the nonce of this answer, and what is kept of the server's answers.
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { App as AntApp, ConfigProvider, theme } from 'antd';
import chinese from 'antd/es/locale/zh_CN.js';
import type { Locale } from 'antd/lib/locale/index.js';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { BrowserRouter } from 'react-router';
import { Desk } from './app.tsx';
import { Refused } from './base/api.ts';
import './desk.css';

const nonce = document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce ?? '';

// Some parts make a style without asking for the nonce (they measure scroll bars); every style the page itself makes gets it. What
// comes in as markup does not.
const make = document.createElement.bind(document);
document.createElement = (name: string, options?: ElementCreationOptions): HTMLElement => {
  const element = make(name, options);
  if (element instanceof HTMLStyleElement) element.nonce = nonce;
  return element;
};

// The bundler takes the default export, the types describe the module as a whole.
const zhCN = chinese as unknown as Locale;

const client = new QueryClient({
  defaultOptions: {
    queries: {
      // The stream says when to look again; this is the belt beside it.
      refetchInterval: 60_000,
      refetchOnWindowFocus: true,
      staleTime: 5_000,
      retry: (count, error) =>
        !(error instanceof Refused && error.status > 0 && error.status < 500) && count < 2,
    },
  },
});

const place = document.getElementById('desk');
if (place) {
  createRoot(place).render(
    <StrictMode>
      <ConfigProvider
        locale={zhCN}
        csp={{ nonce }}
        theme={{
          algorithm: theme.compactAlgorithm,
          token: {
            fontSize: 14,
            colorPrimary: '#0a7a45',
            colorLink: '#0a7a45',
            borderRadius: 4,
            controlItemBgActive: '#e9f5ee',
            fontFamily: '"PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "Noto Sans SC", sans-serif',
          },
          components: { Menu: { itemSelectedBg: '#e9f5ee' }, Select: { optionSelectedBg: '#e9f5ee' } },
        }}
        button={{ autoInsertSpace: false }}
        wave={{ disabled: true }}
      >
        <AntApp className="app">
          <QueryClientProvider client={client}>
            <BrowserRouter basename="/desk">
              <Desk />
            </BrowserRouter>
          </QueryClientProvider>
        </AntApp>
      </ConfigProvider>
    </StrictMode>,
  );
}
