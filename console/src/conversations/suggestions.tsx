// What the bot would say next. One press puts it into what is being written, to be changed or sent; it never goes out by itself.
import { BulbOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { useKeys } from '../base/keys.ts';
import type { DeskConversation } from '../base/shapes.ts';

type Suggestion = DeskConversation['suggestions'][number];

export function Suggestions({
  suggestions,
  onTake,
}: {
  suggestions: readonly Suggestion[];
  onTake: (suggestion: Suggestion | undefined) => void;
}) {
  useKeys({ 'Alt+KeyS': () => onTake(suggestions[0]) });
  if (suggestions.length === 0) return null;
  return (
    <section className="suggestions" aria-label="小助手的建议">
      {suggestions.map((each, index) => (
        <Button
          key={each.id}
          size="small"
          icon={<BulbOutlined />}
          title={index === 0 ? '放进输入框，可以改（Alt+S）' : '放进输入框，可以改'}
          onClick={() => onTake(each)}
        >
          <span>{each.text}</span>
        </Button>
      ))}
      <small>小助手的建议，住户还没有看到；点一下放进输入框，您改好再发。</small>
    </section>
  );
}
