// The frame of the pages before the desk.
import { Card, Typography } from 'antd';
import type { ReactNode } from 'react';
import icon from '../icon.svg';

export function Door({ title, hint, children }: { title: string; hint: string; children: ReactNode }) {
  return (
    <main className="door">
      <Card className="door-card">
        <img src={icon} alt="" width={40} height={40} className="door-icon" />
        <Typography.Title level={3}>{title}</Typography.Title>
        {children}
        <Typography.Paragraph type="secondary" className="door-hint">
          {hint}
        </Typography.Paragraph>
      </Card>
    </main>
  );
}
