// What the days on the page come to; what each number means is told beside it.
import { DownloadOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { Button, Space, Tooltip, Typography } from 'antd';
import { read } from '../base/api.ts';
import { useMay } from '../base/session.ts';
import type { RegisterSummary } from '../base/shapes.ts';

export function Summary({ asked }: { asked: string }) {
  const may = useMay();
  const { data } = useQuery({
    queryKey: ['register', 'summary', asked],
    queryFn: () => read<RegisterSummary>(`/register/summary?${asked}`),
  });
  if (!data || data.lines === 0) return null;
  return (
    <Space wrap size="large" className="gap-below">
      <Typography.Text strong>共 {data.lines} 条</Typography.Text>
      {data.parts
        .filter(({ name, counts }) => name !== 'day' && counts.length > 0)
        .map(({ name, title, definition, counts }) => (
          <Tooltip key={name} title={definition}>
            <Typography.Text type="secondary">
              {title}：{counts.map(({ title: of, n }) => `${of} ${n}`).join('　')}
            </Typography.Text>
          </Tooltip>
        ))}
      {may('exportRegisterSummary') && (
        <Button size="small" icon={<DownloadOutlined />} href={`/desk/api/register/summary/csv?${asked}`}>
          汇总 CSV
        </Button>
      )}
    </Space>
  );
}
